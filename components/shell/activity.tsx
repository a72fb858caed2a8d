"use client";

import { useEffect } from "react";

const EVERY_MS = 5 * 60_000;

/** Tells the server that a person is at work: pages that refresh themselves must not keep a sign-in alive. */
export function Activity({ note }: { readonly note: () => Promise<unknown> }) {
  useEffect(() => {
    let toldAt = performance.now();
    const onInput = (event: Event) => {
      if (!event.isTrusted || performance.now() - toldAt < EVERY_MS) return;
      toldAt = performance.now();
      // Offline or signed out: the next page says so.
      note().catch(() => {});
    };
    const options = { capture: true, passive: true };
    addEventListener("pointerdown", onInput, options);
    addEventListener("keydown", onInput, options);
    return () => {
      removeEventListener("pointerdown", onInput, options);
      removeEventListener("keydown", onInput, options);
    };
  }, [note]);
  return null;
}
