"use client";

import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { COLUMNS, type ColumnKey, NARROWEST, WIDEST, withColumn, withinWidths } from "./columns";
import { useTableLook } from "./sessions-frame";

const STEP_PX = 8;
const LEAP_PX = 40;

/** The edge of a column: dragged, or moved by the arrows; the menu of columns takes the same width as a number. */
export function ColumnEdge({ columnKey }: { readonly columnKey: ColumnKey }) {
  const { columns, setColumns } = useTableLook();
  const edge = useRef<HTMLSpanElement>(null);
  const chosen = columns.find(({ key }) => key === columnKey)?.width ?? null;
  const [measured, setMeasured] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (chosen === null) setMeasured(widthOf(edge.current));
  }, [chosen]);
  const width = chosen ?? measured ?? NARROWEST;
  const set = (next: number | null) =>
    setColumns(withColumn(columns, columnKey, { width: next === null ? null : withinWidths(next) }));

  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    const head = event.currentTarget.closest("th");
    const index = head ? [...(head.parentElement?.children ?? [])].indexOf(head) : -1;
    const col = head?.closest("table")?.querySelectorAll("col")[index];
    if (!head || !col) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    const before = head.getBoundingClientRect().width;
    let dragged = before;
    const onMove = (moved: globalThis.PointerEvent) => {
      dragged = withinWidths(before + moved.clientX - from);
      // Drawn by React once it is let go: a redraw of the table for each pixel would lag behind the hand.
      col.style.width = `${dragged}px`;
    };
    const onEnd = () => {
      handle.removeEventListener("pointermove", onMove);
      set(dragged);
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener("lostpointercapture", onEnd, { once: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? LEAP_PX : STEP_PX;
    const next = widthForKey(event.key, chosen ?? widthOf(edge.current), step);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <span
      ref={edge}
      className="col-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${COLUMNS[columnKey].label}`}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuetext={chosen === null ? `automatic, ${width} pixels` : `${width} pixels`}
      title="Drag, or arrows; double click or Enter for the automatic width"
      tabIndex={0}
      onPointerDown={drag}
      onDoubleClick={() => set(null)}
      onFocus={() => chosen === null && setMeasured(widthOf(edge.current))}
      onKeyDown={onKeyDown}
    />
  );
}

function widthOf(edge: HTMLElement | null): number {
  return Math.round(edge?.closest("th")?.getBoundingClientRect().width ?? NARROWEST);
}

/** Undefined for a key that does nothing, null for the automatic width. */
function widthForKey(key: string, now: number, step: number): number | null | undefined {
  switch (key) {
    case "ArrowLeft":
      return now - step;
    case "ArrowRight":
      return now + step;
    case "Home":
      return NARROWEST;
    case "End":
      return WIDEST;
    case "Enter":
    case "Delete":
    case "Backspace":
      return null;
    default:
      return undefined;
  }
}
