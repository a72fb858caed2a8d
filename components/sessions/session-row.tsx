"use client";

import { type MouseEvent, memo } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { StateLabel } from "@/components/ui/state";
import type { LiveRow } from "@/lib/domain/live-row";
import type { Column, ColumnKey } from "./columns";
import { rowWords } from "./row-words";
import { CELL_CLASS, CELLS, type CellFacts } from "./session-cells";
import type { Leaving } from "./session-list";

export interface SessionRowProps {
  readonly id: string | undefined;
  /** Undefined while it is on its way. */
  readonly row: LiveRow | undefined;
  readonly leaving: Leaving | undefined;
  /** When its host last reported, where that is later than the row. */
  readonly reportedAt: number;
  /** Counted from the head row, which is 1. */
  readonly rowIndex: number;
  readonly columns: readonly Column[];
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly isTabStop: boolean;
  readonly isYou: boolean;
  readonly isLive: boolean;
  readonly now: number;
  readonly timeZone: string;
  readonly onToggle: (id: string, extend: boolean) => void;
  readonly onOpen: (id: string) => void;
  readonly onFocus: (id: string) => void;
}

/** One row throughout: what has the focus while it is on its way keeps it when it has come. */
export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { id, row, leaving, isSelected } = props;
  const facts = row && factsOf(props, row);
  const hasEnded = leaving?.kind === "ended";
  const marks = [
    facts ? "" : "is-coming",
    facts?.words.isStale && !hasEnded ? "is-stale" : "",
    hasEnded ? "is-ended" : leaving ? "is-leaving" : "",
    props.isOpen ? "is-focus" : "",
  ];
  const open = (event: MouseEvent) => {
    if (id === undefined || !facts) return;
    if (event.target instanceof Element && event.target.closest("a, button, input")) return;
    if (event.shiftKey) props.onToggle(id, true);
    else props.onOpen(id);
  };
  return (
    <tr
      data-row={id}
      aria-rowindex={props.rowIndex}
      aria-selected={isSelected}
      aria-busy={(!facts && !leaving) || undefined}
      className={marks.filter(Boolean).join(" ") || undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      title={leaving?.kind === "unmatched" ? "No longer in this list" : undefined}
      onClick={open}
      onFocus={() => id !== undefined && props.onFocus(id)}
    >
      <td className="tick">
        <input
          type="checkbox"
          className="check"
          checked={isSelected}
          disabled={hasEnded || id === undefined}
          tabIndex={-1}
          aria-label={facts ? `Select ${facts.words.who} on ${facts.words.host}` : "Select this row"}
          onChange={(event) => {
            const native = event.nativeEvent;
            if (id !== undefined)
              props.onToggle(id, native instanceof globalThis.MouseEvent && native.shiftKey);
          }}
        />
      </td>
      {props.columns.map(({ key }) => (
        <td key={key} className={CELL_CLASS[key]}>
          {facts ? CELLS[key](facts) : <ComingCell column={key} isGone={leaving !== undefined} />}
        </td>
      ))}
    </tr>
  );
});

function factsOf(props: SessionRowProps, read: LiveRow): CellFacts {
  const row = props.reportedAt > (read.reportedAt ?? 0) ? { ...read, reportedAt: props.reportedAt } : read;
  const words = rowWords(row, props.now, props.timeZone, props.isLive);
  return { row, words, hasEnded: props.leaving?.kind === "ended", isYou: props.isYou };
}

/** Facts that are on their way, or will never come: its host listed it no more when it was asked for. */
function ComingCell({ column, isGone }: { readonly column: ColumnKey; readonly isGone: boolean }) {
  if (!isGone) return <Skeleton width={SKELETON_WIDTH[column]} />;
  if (column === "state") return <StateLabel state="ended" />;
  return column === "who" ? <span className="rel">no longer listed</span> : null;
}

const SKELETON_WIDTH: Readonly<Record<ColumnKey, number>> = {
  state: 72,
  who: 96,
  host: 64,
  kind: 56,
  on: 120,
  idle: 40,
  cli: 110,
  fresh: 36,
};
