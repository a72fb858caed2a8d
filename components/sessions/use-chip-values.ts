"use client";

import { useEffect, useState } from "react";
import { askedKeyOf, type ChipValue, type TypedPiece } from "@/lib/domain/chip-suggestions";

const PAUSE_MS = 120;

/** The server's values for what is being typed; none where the key has fixed ones, or while nobody answers. */
export function useChipValues(piece: TypedPiece | null): readonly ChipValue[] {
  const key = piece && askedKeyOf(piece);
  const text = piece?.value ?? "";
  const [found, setFound] = useState<{ readonly key: string; readonly values: readonly ChipValue[] } | null>(
    null,
  );
  useEffect(() => {
    if (!key) return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const query = new URLSearchParams({ key, text });
        const answer = await fetch(`/sessions/values?${query}`, { signal: stop.signal });
        if (!answer.ok) return;
        const { values } = (await answer.json()) as { values: ChipValue[] };
        setFound({ key, values });
      } catch {
        // The chip can be typed to its end without help.
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, text]);
  return found !== null && found.key === key ? found.values : [];
}
