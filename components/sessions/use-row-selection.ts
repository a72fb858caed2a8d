"use client";

import { useCallback, useRef, useState } from "react";

export interface RowSelection {
  readonly ids: ReadonlySet<string>;
  /** `extend` takes everything from the last touched row to this one. */
  toggle(id: string, extend: boolean): void;
  setAll(ids: readonly string[]): void;
  clear(): void;
}

/** Which rows are ticked, in sight or not; `order` is how they stand now. */
export function useRowSelection(order: () => readonly string[]): RowSelection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);

  const toggle = useCallback(
    (id: string, extend: boolean) => {
      const ids = extend ? order() : [];
      const from = anchor.current === null ? -1 : ids.indexOf(anchor.current);
      const to = ids.indexOf(id);
      anchor.current = id;
      setChosen((was) => {
        const next = new Set(was);
        if (extend && from >= 0 && to >= 0) {
          for (const between of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(between);
        } else if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    [order],
  );
  const setAll = useCallback((ids: readonly string[]) => setChosen(new Set(ids)), []);
  const clear = useCallback(() => setChosen(new Set()), []);
  return { ids: chosen, toggle, setAll, clear };
}
