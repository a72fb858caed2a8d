"use client";

import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useLive, useLiveStatus } from "@/components/live/use-live";
import { fromTuple, type LiveTuple } from "@/lib/domain/live-row";
import type { SessionQuery } from "@/lib/domain/session-query";
import type { SessionSort } from "@/lib/domain/session-sort";
import { readRows, readSequence } from "./read-more";
import { SessionList } from "./session-list";

/** Hosts report in bursts: what comes within a frame is drawn together. */
const DRAW_MS = 16;
/** Somebody who drags the bar passes thousands of rows that nobody looks at. */
const SETTLE_MS = 60;
const RETRY_MS = 2_000;
const MOST_AT_ONCE = 200;

interface SessionListInput {
  readonly q: string;
  readonly sortText: string;
  readonly query: SessionQuery;
  readonly sort: SessionSort;
  readonly tuples: readonly LiveTuple[];
  readonly before: number;
  readonly total: number;
  /** When the page was read: what is older than that is known already. */
  readonly readAt: number;
  /** Something is selected, open or focused: nothing moves. */
  readonly isHeld: boolean;
  readonly now: number;
  /** The place in the address that another page was drawn for; null where it is this one. */
  readonly returnTo: string | null;
  readonly onReturn: (place: number) => void;
}

/** The whole list behind the rows in sight, kept true by what hosts tell. */
export function useSessionList(input: SessionListInput) {
  const { q, sortText, tuples, before, total, readAt, isHeld, now } = input;
  const page = useMemo(
    () => ({ rows: tuples.map(fromTuple), before, total, at: readAt }),
    [tuples, before, total, readAt],
  );
  const [list] = useState(() => new SessionList(input.query, input.sort, page));
  const [version, setVersion] = useState(list.version);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { kind: line } = useLiveStatus();

  const drawSoon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setVersion(list.version);
    }, DRAW_MS);
  }, [list]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    list.tellPage(page);
    drawSoon();
  }, [list, page, drawSoon]);

  useLive(
    "sessions",
    ({ host, rows, at }) => {
      if (at < readAt) return;
      list.tellHost(host, rows.map(fromTuple), at);
      drawSoon();
    },
    readAt,
  );
  useLive("fresh", ({ hosts }) => {
    list.tellFreshness(hosts);
    drawSoon();
  });

  const askSequence = useEffectEvent(async (signal: AbortSignal) => {
    const returnTo = list.isWhole ? null : input.returnTo;
    const found = await readSequence({ q, sort: sortText, after: returnTo ?? "" }, signal);
    if (!found || signal.aborted) return;
    list.tellSequence(found.ids, found.at);
    drawSoon();
    if (returnTo !== null) input.onReturn(found.before);
  });
  const [gaps, setGaps] = useState(0);
  useLive("gap", () => {
    if (list.length > tuples.length) setGaps((n) => n + 1);
  });
  const isLost = line === "lost" || line === "signed-out";
  const isAsked = !list.isWhole || input.returnTo !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once it is known that not all is here, and after each gap
  useEffect(() => {
    if (isLost || (gaps === 0 && !isAsked)) return;
    const stop = new AbortController();
    void askSequence(stop.signal);
    return () => stop.abort();
  }, [gaps, isLost]);

  useEffect(() => {
    if (isHeld) return;
    const was = list.version;
    list.sweep(now);
    if (list.version !== was) drawSoon();
  }, [list, isHeld, now, drawSoon]);

  const onTheWay = useRef(new Set<string>());
  /** Reads what stands in those places and is not known yet; what is on its way is neither asked twice nor given up. */
  const fill = useCallback(
    (first: number, end: number): (() => void) => {
      let isOver = false;
      let next = setTimeout(ask, SETTLE_MS);
      async function ask() {
        const asked = list.missing(first, end, MOST_AT_ONCE).filter((id) => !onTheWay.current.has(id));
        for (const id of asked) onTheWay.current.add(id);
        const found = asked.length > 0 ? await readRows(asked) : null;
        for (const id of asked) onTheWay.current.delete(id);
        if (found) {
          list.tellRows(asked, found.rows, found.at);
          drawSoon();
        } else if (!isOver) next = setTimeout(ask, RETRY_MS);
      }
      return () => {
        isOver = true;
        clearTimeout(next);
      };
    },
    [list, drawSoon],
  );

  /** Puts the waiting rows in their places; answers with the first of them. */
  const takeIn = useCallback(async (): Promise<string | null> => {
    const fresh = [...list.waiting.keys()];
    const isNear = list.canTakeIn;
    const found = isNear ? null : await readSequence({ q, sort: sortText, after: "" });
    if (!isNear && !found) return null;
    list.takeIn(found?.ids ?? null);
    setVersion(list.version);
    const places = fresh.map((id) => list.placeOf(id)).filter((place) => place >= 0);
    return places.length > 0 ? (list.idAt(Math.min(...places)) ?? null) : null;
  }, [list, q, sortText]);

  return { list, version, fill, takeIn, isLost };
}
