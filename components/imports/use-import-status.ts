"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState, useTransition } from "react";
import type { ImportStatus } from "@/lib/domain/import-facts";

const OFTEN_MS = 500;
const SELDOM_MS = 5_000;

/** What the server says of an import, asked for again while something is under way; the page is drawn again when it has changed. */
export function useImportStatus(drawn: ImportStatus): {
  readonly status: ImportStatus;
  readonly isOffline: boolean;
} {
  const [status, setStatus] = useState(drawn);
  const [isOffline, setOffline] = useState(false);
  const [, startTransition] = useTransition();
  const router = useRouter();
  const drawnAs = useRef(stageOf(drawn));

  useEffect(() => {
    drawnAs.current = stageOf(drawn);
    setStatus(drawn);
  }, [drawn]);

  const take = useEffectEvent((told: ImportStatus) => {
    setOffline(false);
    setStatus(told);
    const stage = stageOf(told);
    if (stage === drawnAs.current) return;
    drawnAs.current = stage;
    startTransition(() => router.refresh());
  });

  const { importId } = drawn;
  const isMoving = isUnderWay(status);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const answer = await fetch(`/imports/${importId}/status`, { signal: stop.signal });
        if (answer.ok) take((await answer.json()) as ImportStatus);
        else setOffline(answer.status >= 500);
      } catch {
        if (stop.signal.aborted) return;
        setOffline(true);
      }
      timer = setTimeout(ask, isMoving && !document.hidden ? OFTEN_MS : SELDOM_MS);
    };
    timer = setTimeout(ask, isMoving ? OFTEN_MS : SELDOM_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [importId, isMoving]);
  return { status, isOffline };
}

/** What the server draws by; progress inside of it is not. */
function stageOf({ state, problem, isPreviewed, files }: ImportStatus): string {
  const parts = files.map(
    (file) => `${file.id}:${file.state}:${file.sha256 ?? ""}:${file.format}:${file.hostName}`,
  );
  return [state, problem, isPreviewed, ...parts].join(" ");
}

export function isUnderWay({ state, isPreviewed, files }: ImportStatus): boolean {
  if (state === "committing" || state === "undoing") return true;
  if (state !== "open") return false;
  if (files.some((file) => file.state !== "read" && file.state !== "unreadable")) return true;
  return !isPreviewed && files.some((file) => file.state === "read");
}
