"use client";

import { type MouseEvent, memo } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { StateLabel } from "@/components/ui/state";
import type { LiveRow } from "@/lib/domain/live-row";
import type { Column } from "./columns";
import { rowWords } from "./row-words";
import { CELL_CLASS, CELLS } from "./session-cells";
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

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { id, row, leaving } = props;
  if (id !== undefined && row) return <KnownRow {...props} id={id} row={row} />;
  return (
    <tr
      data-row={id}
      aria-rowindex={props.rowIndex}
      aria-selected={props.isSelected}
      aria-busy={leaving === undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      className="is-coming"
      onFocus={() => id !== undefined && props.onFocus(id)}
    >
      <td className="tick">
        <input
          type="checkbox"
          className="check"
          disabled
          tabIndex={-1}
          aria-label="Select"
          checked={props.isSelected}
          readOnly
        />
      </td>
      {props.columns.map(({ key }) => (
        <td key={key} className={CELL_CLASS[key]}>
          {leaving === undefined ? (
            <Skeleton width={SKELETON_WIDTH[key]} />
          ) : key === "state" ? (
            <StateLabel state="ended" />
          ) : key === "who" ? (
            <span className="rel">no longer listed</span>
          ) : null}
        </td>
      ))}
    </tr>
  );
});

const SKELETON_WIDTH = {
  state: 72,
  who: 96,
  host: 64,
  kind: 56,
  on: 120,
  idle: 40,
  cli: 110,
  fresh: 36,
} as const;

function KnownRow(props: SessionRowProps & { readonly id: string; readonly row: LiveRow }) {
  const { id, leaving, isSelected, isYou, now, timeZone } = props;
  const row =
    props.reportedAt > (props.row.reportedAt ?? 0)
      ? { ...props.row, reportedAt: props.reportedAt }
      : props.row;
  const words = rowWords(row, now, timeZone, props.isLive);
  const hasEnded = leaving?.kind === "ended";
  const marks = [
    words.isStale && !hasEnded ? "is-stale" : "",
    hasEnded ? "is-ended" : leaving ? "is-leaving" : "",
    props.isOpen ? "is-focus" : "",
  ];
  const open = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button, input")) return;
    if (event.shiftKey) props.onToggle(id, true);
    else props.onOpen(id);
  };
  return (
    <tr
      data-row={id}
      aria-rowindex={props.rowIndex}
      aria-selected={isSelected}
      className={marks.filter(Boolean).join(" ") || undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      title={leaving?.kind === "unmatched" ? "No longer in this list" : undefined}
      onClick={open}
      onFocus={() => props.onFocus(id)}
    >
      <td className="tick">
        <input
          type="checkbox"
          className="check"
          checked={isSelected}
          disabled={hasEnded}
          tabIndex={-1}
          aria-label={`Select ${words.who} on ${words.host}`}
          onChange={(event) => {
            const native = event.nativeEvent;
            props.onToggle(id, native instanceof globalThis.MouseEvent && native.shiftKey);
          }}
        />
      </td>
      {props.columns.map(({ key }) => (
        <td key={key} className={CELL_CLASS[key]}>
          {CELLS[key]({ row, words, hasEnded, isYou })}
        </td>
      ))}
    </tr>
  );
}
