"use client";

import type { FocusEvent } from "react";
import type { Column } from "./columns";
import type { SessionList } from "./session-list";
import { SessionRow, type SessionRowProps } from "./session-row";
import type { RowWindowHandle } from "./use-row-window";
import { rowPieces } from "./virtual-rows";

type Shared = Pick<SessionRowProps, "isLive" | "now" | "timeZone" | "onToggle" | "onOpen" | "onFocus">;

interface SessionRowsProps extends Shared {
  readonly list: SessionList;
  /** The rows that came with the page: what stands there until it runs. */
  readonly drawn: number;
  readonly view: RowWindowHandle;
  readonly columns: readonly Column[];
  readonly current: string | null;
  readonly openId: string;
  readonly operatorId: number | null;
  readonly isSelected: (id: string) => boolean;
  readonly onHold: (hasFocus: boolean) => void;
}

/** The rows in sight, the room of the others, and the row that has the focus wherever it is. */
export function SessionRows(props: SessionRowsProps) {
  const { list, drawn, view, columns, current, openId, operatorId, isSelected, onHold, ...shared } = props;
  const { seen, inDocument, rowHeight } = view;
  const pieces =
    inDocument === null
      ? Array.from({ length: drawn }, (_, i) => ({ kind: "row" as const, at: list.before + i }))
      : rowPieces(inDocument, list.length, current === null ? -1 : list.placeOf(current));
  const isListed = current !== null && list.placeOf(current) >= 0;
  const tabStop = isListed ? current : list.idAt(seen?.first ?? list.before);
  const leave = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onHold(false);
  };
  return (
    <tbody ref={view.body} onFocus={() => onHold(true)} onBlur={leave}>
      {pieces.map((piece) => {
        if (piece.kind === "gap") {
          return (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus, and holds nothing
            <tr key={`gap ${piece.at === 0 ? "above" : piece.at}`} className="gap" aria-hidden="true">
              <td style={{ height: piece.rows * rowHeight }} />
            </tr>
          );
        }
        const id = list.idAt(piece.at);
        const row = id === undefined ? undefined : list.rows.get(id);
        return (
          <SessionRow
            key={id ?? `place ${piece.at}`}
            id={id}
            row={row}
            leaving={id === undefined ? undefined : list.leaving.get(id)}
            reportedAt={row ? (list.reported.get(row.hostId) ?? 0) : 0}
            rowIndex={piece.at + 2}
            columns={columns}
            isSelected={id !== undefined && isSelected(id)}
            isOpen={id !== undefined && openId === id}
            isTabStop={id !== undefined && tabStop === id}
            isYou={operatorId !== null && row?.operatorId === operatorId}
            {...shared}
          />
        );
      })}
    </tbody>
  );
}
