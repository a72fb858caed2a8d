import { memo, type ReactNode } from "react";
import type { Lane } from "./lanes";

export interface TimelineColumn {
  readonly label: string;
  readonly width: number;
  readonly title?: string;
}

export interface TimelineRow {
  readonly label: ReactNode;
  readonly tone?: "weekend" | "today" | undefined;
  readonly cells?: readonly ReactNode[];
}

export function ColumnHeads({ columns }: { readonly columns: readonly TimelineColumn[] }) {
  if (columns.length === 0) return null;
  return (
    <div className="tl-colheads" aria-hidden="true">
      {columns.map((column) => (
        <span key={column.label} style={{ width: column.width }} title={column.title}>
          {column.label}
        </span>
      ))}
    </div>
  );
}

interface RowsProps {
  readonly lanes: readonly Lane[];
  readonly rows: readonly TimelineRow[];
  readonly laneHeight: number;
}

/** What stands beside each lane: drawn once, however the lanes are moved. */
export const RowLabels = memo(function RowLabels({ lanes, rows, laneHeight }: RowsProps) {
  return rows.map((row, i) => (
    <div key={lanes[i]?.id ?? i} className={rowClass(row)} style={{ top: i * laneHeight }}>
      {row.label}
    </div>
  ));
});

export const RowCells = memo(function RowCells({
  lanes,
  rows,
  laneHeight,
  columns,
}: RowsProps & { readonly columns: readonly TimelineColumn[] }) {
  if (columns.length === 0) return null;
  return (
    <div className="tl-cells">
      {rows.map((row, i) => (
        <div key={lanes[i]?.id ?? i} className={rowClass(row)} style={{ top: i * laneHeight }}>
          {columns.map((column, c) => (
            <span key={column.label} style={{ width: column.width }}>
              {row.cells?.[c]}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
});

function rowClass(row: TimelineRow): string {
  return row.tone ? `tl-row is-${row.tone}` : "tl-row";
}
