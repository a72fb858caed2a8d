"use client";

import { memo } from "react";
import { ColumnEdge } from "./column-edge";
import { COLUMNS, type Column } from "./columns";
import { CELL_CLASS } from "./session-cells";
import type { SessionsPlace } from "./sessions-address";
import { SortHead } from "./sort-head";

interface SessionHeadProps {
  readonly place: SessionsPlace;
  readonly columns: readonly Column[];
  readonly selectLabel: string;
  readonly chosen: "none" | "some" | "all";
  /** All of them are known: before that, the box would take the ones that have come. */
  readonly mayTakeAll: boolean;
  readonly onSelectAll: () => void;
}

/** Widths, names, order and the box that takes everything. */
export const SessionHead = memo(function SessionHead(props: SessionHeadProps) {
  const { place, columns, selectLabel, chosen, mayTakeAll, onSelectAll } = props;
  return (
    <>
      <colgroup>
        <col style={{ width: 42 }} />
        {columns.map(({ key, width }) => (
          <col key={key} className={`c-${key}`} style={width === null ? undefined : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th className="tick" scope="col">
            <input
              type="checkbox"
              className="check"
              aria-label={selectLabel}
              title={mayTakeAll ? selectLabel : "The list is still being read"}
              disabled={!mayTakeAll}
              checked={chosen === "all"}
              ref={(box) => {
                if (box) box.indeterminate = chosen === "some";
              }}
              onChange={onSelectAll}
            />
          </th>
          {columns.map((column) => {
            const { label, sort } = COLUMNS[column.key];
            const className = CELL_CLASS[column.key];
            return sort === null ? (
              <th key={column.key} scope="col" className={className} aria-label={label}>
                {label}
                <ColumnEdge columnKey={column.key} />
              </th>
            ) : (
              <SortHead key={column.key} place={place} sort={sort} label={label} className={className}>
                <ColumnEdge columnKey={column.key} />
              </SortHead>
            );
          })}
        </tr>
      </thead>
    </>
  );
});
