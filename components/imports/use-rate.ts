"use client";

import { useEffect, useRef, useState } from "react";

const FIRST_LOOK_MS = 800;

/** How much of something is done a second, as seen from here; null until it is known. */
export function useRate(done: number): number | null {
  const first = useRef<{ readonly at: number; readonly done: number } | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    const at = performance.now();
    const since = first.current;
    if (since === null || done < since.done) {
      first.current = { at, done };
      setRate(null);
      return;
    }
    if (at - since.at >= FIRST_LOOK_MS && done > since.done)
      setRate(((done - since.done) / (at - since.at)) * 1_000);
  }, [done]);
  return rate;
}
