"use client";

import { useEffect, useState } from "react";
import type { PlaceMatch } from "@/lib/domain/place-match";

const PAUSE_MS = 120;

/** The places that the text may mean; none while nobody answers, and /find still leads somewhere. */
export function usePlaceMatches(text: string): readonly PlaceMatch[] {
  const wanted = text.trim();
  const [found, setFound] = useState<{ readonly for: string; readonly matches: readonly PlaceMatch[] }>({
    for: "",
    matches: [],
  });
  useEffect(() => {
    if (wanted === "") return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/find/matches?${new URLSearchParams({ q: wanted })}`, {
          signal: stop.signal,
        });
        if (!answer.ok) return;
        const { matches } = (await answer.json()) as { matches: PlaceMatch[] };
        setFound({ for: wanted, matches });
      } catch {
        // What was found before stays until the line is back.
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  return wanted !== "" && wanted.startsWith(found.for) ? found.matches : [];
}
