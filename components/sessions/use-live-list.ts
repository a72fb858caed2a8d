"use client";

import { useEffect, useMemo, useReducer, useState } from "react";
import { useLive } from "@/components/live/use-live";
import { fromTuple, type LiveMessage, type LiveTuple } from "@/lib/domain/live-row";
import {
  applyFreshness,
  applyHost,
  type ListScope,
  type LiveList,
  makeLiveList,
  mergePage,
  sweep,
  takeIn,
} from "./live-list";

type Change =
  | {
      readonly kind: "host";
      readonly message: Extract<LiveMessage, { kind: "sessions" }>;
      readonly scope: ListScope;
    }
  | { readonly kind: "fresh"; readonly reported: ReadonlyMap<number, number> }
  | { readonly kind: "sweep"; readonly now: number }
  | { readonly kind: "take-in"; readonly scope: ListScope }
  | {
      readonly kind: "page";
      readonly tuples: readonly LiveTuple[];
      readonly scope: ListScope;
      readonly now: number;
    };

function change(list: LiveList, by: Change): LiveList {
  switch (by.kind) {
    case "host": {
      const { host, rows, at } = by.message;
      return applyHost(list, host, rows.map(fromTuple), by.scope, at);
    }
    case "fresh":
      return applyFreshness(list, by.reported);
    case "sweep":
      return sweep(list, by.now);
    case "take-in":
      return takeIn(list, by.scope);
    case "page":
      return mergePage(list, by.tuples.map(fromTuple), by.scope, by.now);
  }
}

interface LiveListInput {
  readonly tuples: readonly LiveTuple[];
  /** When the page was read: what is older than that is known already. */
  readonly readAt: number;
  readonly scope: ListScope;
  /** Something is selected, open or focused: nothing moves. */
  readonly isHeld: boolean;
  readonly now: number;
}

/** The rows of the page, kept true by what hosts tell. */
export function useLiveList({ tuples, readAt, scope, isHeld, now }: LiveListInput) {
  const [list, dispatch] = useReducer(change, tuples, (first) => makeLiveList(first.map(fromTuple)));
  const [shown, setShown] = useState(tuples);

  if (shown !== tuples) {
    setShown(tuples);
    dispatch({ kind: "page", tuples, scope, now: readAt });
  }

  useLive(
    "sessions",
    (message) => {
      if (message.at >= readAt) dispatch({ kind: "host", message, scope });
    },
    readAt,
  );
  useLive("fresh", ({ hosts }) => dispatch({ kind: "fresh", reported: new Map(hosts) }));

  useEffect(() => {
    if (!isHeld) dispatch({ kind: "sweep", now });
  }, [isHeld, now]);

  return useMemo(() => ({ ...list, takeIn: () => dispatch({ kind: "take-in", scope }) }), [list, scope]);
}
