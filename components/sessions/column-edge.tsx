"use client";

import type { PointerEvent } from "react";
import { type ColumnKey, withColumn, withinWidths } from "./columns";
import { useTableLook } from "./sessions-frame";

/** The edge of a column, to be dragged; the menu of columns takes the same width as a number. */
export function ColumnEdge({ columnKey }: { readonly columnKey: ColumnKey }) {
  const { columns, setColumns } = useTableLook();
  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    const head = event.currentTarget.closest("th");
    const index = head ? [...(head.parentElement?.children ?? [])].indexOf(head) : -1;
    const col = head?.closest("table")?.querySelectorAll("col")[index];
    if (!head || !col) return;
    event.preventDefault();
    const edge = event.currentTarget;
    const from = event.clientX;
    const before = head.getBoundingClientRect().width;
    let width = before;
    const onMove = (moved: globalThis.PointerEvent) => {
      width = withinWidths(before + moved.clientX - from);
      // Drawn by React once it is let go: a redraw of the table for each pixel would lag behind the hand.
      col.style.width = `${width}px`;
    };
    const onEnd = () => {
      edge.removeEventListener("pointermove", onMove);
      setColumns(withColumn(columns, columnKey, { width: Math.round(width) }));
    };
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener("pointermove", onMove);
    edge.addEventListener("lostpointercapture", onEnd, { once: true });
  };
  return (
    <span
      className="col-edge"
      aria-hidden="true"
      onPointerDown={drag}
      onDoubleClick={() => setColumns(withColumn(columns, columnKey, { width: null }))}
    />
  );
}
