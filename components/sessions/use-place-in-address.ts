"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { cursorAfter, type SessionSort, sessionCursorText } from "@/lib/domain/session-sort";
import type { SessionList } from "./session-list";
import { type SessionsPlace, sessionsHref } from "./sessions-address";

/** How long the list stands still until its place is written down. */
const SETTLE_MS = 250;

/** The address says which rows are in sight: a reload, the way back and whoever gets the link come to the same ones. */
export function usePlaceInAddress(place: SessionsPlace, sort: SessionSort) {
  const params = useSearchParams();
  const inAddress = params.get("after") ?? "";
  const current = useRef(inAddress);
  // What the server drew may be another part of the list, where the browser went back to a page that it kept.
  const [returnTo, setReturnTo] = useState(inAddress === place.after ? null : inAddress);

  useEffect(() => {
    current.current = inAddress;
  }, [inAddress]);

  /** False while the row that names the place is on its way. */
  const write = (list: SessionList, first: number): boolean => {
    const row = first === 0 ? undefined : list.rows.get(list.idAt(first - 1) ?? "");
    if (first > 0 && !row) return false;
    const after = row ? sessionCursorText(cursorAfter(row, sort)) : "";
    current.current = after;
    const shown = new URLSearchParams(location.search);
    if (location.pathname !== "/sessions" || (shown.get("after") ?? "") === after) return true;
    const href = sessionsHref({ ...place, after, s: shown.get("s") ?? "" });
    // With the router's own state, so that this is no navigation: one would give up whichever is under way.
    history.replaceState(history.state, "", href);
    return true;
  };

  /** The part of the address as it is now, for links that keep it; one function, so that no row is drawn again for it. */
  const after = useCallback(() => current.current, []);
  return {
    after,
    returnTo,
    hasReturned: () => setReturnTo(null),
    write,
  };
}

/** Writes the place once the list has stood still, and again when the page was drawn: the router writes its own then. */
export function useWriteWhenStill(
  first: number | null,
  isOn: boolean,
  drawnAt: number,
  write: (first: number) => boolean,
): void {
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that is drawn again is what it waits for
  useEffect(() => {
    if (first === null || !isOn) return;
    const timer = setInterval(() => {
      if (latest.current(first)) clearInterval(timer);
    }, SETTLE_MS);
    return () => clearInterval(timer);
  }, [first, isOn, drawnAt]);
}
