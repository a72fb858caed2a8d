"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { SessionList } from "./session-list";
import { useDrawsAnew } from "./use-draws-anew";
import { grownRows, isSameWindow, keptRows, type RowWindow, seenRows, withOverscan } from "./virtual-rows";

/** Before the rows are measured: what the style sheet says. */
const ROW_PX = 32;
/** What the bar of the selection covers. */
const BULK_PX = 68;

export interface RowWindowHandle {
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** Null until the page runs: then the rows that came with it stand there as they are. */
  readonly seen: RowWindow | null;
  /** Those rows and some around them, which follow frame by frame. */
  readonly inDocument: RowWindow | null;
  readonly rowHeight: number;
  /** `near` moves as little as is needed to see the row. */
  scrollTo(place: number, how: "near" | "top"): void;
}

interface View {
  readonly seen: RowWindow;
  readonly inDocument: RowWindow;
}

/** Follows what of a long list can be seen, wherever it scrolls, and holds it still while rows come and go above. */
export function useRowWindow(list: SessionList, version: number, density: string): RowWindowHandle {
  const body = useRef<HTMLTableSectionElement>(null);
  const drawsAnew = useDrawsAnew();
  const [view, setView] = useState<View | null>(() => (drawsAnew ? firstView(list) : null));
  const seen = view?.seen ?? null;
  const [rowHeight, setRowHeight] = useState(ROW_PX);
  const anchor = useRef<{ readonly id: string; readonly place: number } | null>(null);
  const wanted = useRef<{ readonly place: number; readonly how: "near" | "top" } | null>(
    list.before > 0 ? { place: list.before, how: "top" } : null,
  );

  const look = useCallback(() => {
    if (!body.current) return;
    const { top, bottom } = clipOf(body.current);
    const next = seenRows(
      top - body.current.getBoundingClientRect().top,
      bottom - top,
      rowHeight,
      list.length,
    );
    const id = list.idAt(next.first);
    anchor.current = id === undefined ? null : { id, place: next.first };
    setView((was) => {
      if (was && isSameWindow(was.seen, next)) return was;
      const { length } = list;
      return {
        seen: next,
        inDocument: was ? keptRows(was.inDocument, next, length) : withOverscan(next, length),
      };
    });
  }, [list, rowHeight]);

  const settle = useCallback(() => {
    const aim = wanted.current;
    const tbody = body.current;
    if (!aim || !tbody) return;
    wanted.current = null;
    const { top, bottom } = clipOf(tbody);
    const at = tbody.getBoundingClientRect().top + aim.place * rowHeight;
    const scroller = scrollerOf(tbody);
    if (aim.how === "top" || at < top) scroller.scrollTop += at - top;
    else if (at + rowHeight > bottom) scroller.scrollTop += at + rowHeight - bottom;
  }, [rowHeight]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another density has other rows to be measured
  useLayoutEffect(() => {
    const row = body.current?.querySelector("[data-row]");
    const height = row?.getBoundingClientRect().height ?? 0;
    if (height > 0) setRowHeight(height);
    // Rows of another height: the same row stays on top.
    if (seen !== null && seen.first > 0) wanted.current ??= { place: seen.first, how: "top" };
    look();
  }, [density]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is changed in place, and tells by its version
  useLayoutEffect(() => {
    const { current } = anchor;
    if (seen === null || !body.current) return;
    if (wanted.current) settle();
    else if (current && current.place > 0 && list.idAt(current.place) !== current.id) {
      const place = list.placeOf(current.id);
      if (place >= 0) scrollerOf(body.current).scrollTop += (place - current.place) * rowHeight;
    }
    look();
  }, [list, version, seen === null, rowHeight, look, settle]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is changed in place, and tells by its version
  useEffect(() => {
    if (!view) return;
    const grow = ({ seen, inDocument }: View) => ({
      seen,
      inDocument: grownRows(inDocument, seen, list.length, (place) => list.isKnown(place)),
    });
    if (isSameWindow(grow(view).inDocument, view.inDocument)) return;
    const frame = requestAnimationFrame(() => setView((was) => was && grow(was)));
    return () => cancelAnimationFrame(frame);
  }, [list, version, view]);

  useEffect(() => {
    const watch = new ResizeObserver(look);
    const wrap = body.current?.closest(".tbl-wrap");
    if (wrap) watch.observe(wrap);
    // What scrolls is the table, or on a narrow screen the page around it.
    document.addEventListener("scroll", look, { capture: true, passive: true });
    return () => {
      watch.disconnect();
      document.removeEventListener("scroll", look, { capture: true });
    };
  }, [look]);

  const scrollTo = useCallback(
    (place: number, how: "near" | "top") => {
      wanted.current = { place, how };
      settle();
      look();
    },
    [settle, look],
  );
  return { body, seen, inDocument: view?.inDocument ?? null, rowHeight, scrollTo };
}

/** Before the list can be measured: from the first row of the page, as many as the window may hold. */
function firstView(list: SessionList): View {
  const rows = Math.ceil(innerHeight / ROW_PX);
  const seen = { first: list.before, end: Math.min(list.length, list.before + rows) };
  return { seen, inDocument: seen };
}

/** Between the head, which stays, and whatever cuts the list off below. */
function clipOf(body: HTMLElement): { readonly top: number; readonly bottom: number } {
  const wrap = body.closest(".tbl-wrap");
  const edges = wrap?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const head = wrap?.querySelector("thead")?.getBoundingClientRect().height ?? 0;
  const cover = body.closest(".has-bulk") ? BULK_PX : 0;
  return {
    top: Math.max(edges.top, 0) + head,
    bottom: Math.min(edges.bottom, innerHeight) - cover,
  };
}

function scrollerOf(body: HTMLElement): Element {
  for (let element = body.parentElement; element; element = element.parentElement) {
    const { overflowY } = getComputedStyle(element);
    if ((overflowY === "auto" || overflowY === "scroll") && element.scrollHeight > element.clientHeight + 1) {
      return element;
    }
  }
  return document.scrollingElement ?? document.documentElement;
}
