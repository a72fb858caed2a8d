import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { ZoneClock } from "@/lib/domain/zone-clock";
import { MINUTE } from "@/lib/domain/zone-clock";
import { panned, type View } from "./keys";
import type { Lane } from "./lanes";
import { instantOn } from "./scene";
import { type Span, spanBetween } from "./span";

interface Dragged {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly body: RefObject<HTMLDivElement | null>;
  readonly lanes: readonly Lane[];
  readonly laneHeight: number;
  readonly width: number;
  readonly view: View;
  readonly domain: View;
  readonly clock: ZoneClock;
  readonly onView: (view: View) => void;
  /** Null where nothing can be marked. */
  readonly onSpan: ((span: Span) => void) | null;
}

interface Drag {
  readonly where: "lanes" | "days" | "axis";
  readonly kind: "pan" | "mark";
  readonly x: number;
  readonly from: Span;
  readonly view: View;
  hasMoved: boolean;
}

/** A hand that trembles still clicks. */
const MOVED_PX = 4;

export interface Dragging {
  /** What is being marked. */
  readonly draft: Span | null;
  readonly isPanning: boolean;
  start(event: PointerEvent<HTMLElement>, where: Drag["where"]): void;
  move(event: PointerEvent<HTMLElement>): void;
  end(event: PointerEvent<HTMLElement>): void;
  cancel(): void;
  /** Whether the click that follows was the end of a drag. */
  tookClick(): boolean;
}

/** Drawing over lanes, over their days or along the axis marks a span; where something is out of sight, a bare drag over lanes pans. */
export function useDragging(facts: Dragged): Dragging {
  const { lanes, laneHeight, width, view, domain, clock } = facts;
  const [draft, setDraft] = useState<Span | null>(null);
  const [isPanning, setPanning] = useState(false);
  const drag = useRef<Drag | null>(null);
  const wasDragged = useRef(false);
  const perPx = (view[1] - view[0]) / Math.max(1, width);
  const window = windowOf(lanes);

  /** What the pointer stands on: an instant, or a whole day. */
  const under = (event: PointerEvent, where: Drag["where"]): Span | null => {
    const box = facts.canvas.current?.getBoundingClientRect();
    if (!box) return null;
    const place = Math.min(view[1], Math.max(view[0], view[0] + (event.clientX - box.left) * perPx));
    if (where === "axis") return { from: place, until: place };
    const down = event.clientY - box.top + (facts.body.current?.scrollTop ?? 0);
    const lane = lanes[Math.min(lanes.length - 1, Math.max(0, Math.floor(down / laneHeight)))];
    if (!lane) return null;
    if (where === "days") return { from: lane.from, until: lane.until };
    const at = instantOn(lane, place, clock);
    return { from: at, until: at };
  };
  const stop = () => {
    drag.current = null;
    setDraft(null);
    setPanning(false);
  };

  const isMarking = draft !== null;
  useEffect(() => {
    if (!isMarking) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      drag.current = null;
      wasDragged.current = true;
      setDraft(null);
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, [isMarking]);

  return {
    draft,
    isPanning,
    start(event, where) {
      wasDragged.current = false;
      const isBare = event.button === 0 && !event.ctrlKey && !event.metaKey && event.pointerType !== "touch";
      const from = isBare ? under(event, where) : null;
      if (!from) return;
      const isWhole = view[0] <= domain[0] && view[1] >= domain[1];
      const kind = where === "lanes" && !isWhole && !event.shiftKey ? "pan" : "mark";
      if (kind === "mark" && !facts.onSpan) return;
      drag.current = { where, kind, x: event.clientX, from, view, hasMoved: false };
    },
    move(event) {
      const now = drag.current;
      if (!now) return;
      const by = event.clientX - now.x;
      const to = under(event, now.where);
      if (!to) return;
      const isOther = now.where === "days" && to.from !== now.from.from;
      if (!now.hasMoved && Math.abs(by) < MOVED_PX && !isOther) return;
      if (!now.hasMoved) event.currentTarget.setPointerCapture(event.pointerId);
      now.hasMoved = true;
      wasDragged.current = true;
      if (now.kind === "mark") setDraft(spanOf(now, to, perPx, window));
      else {
        setPanning(true);
        facts.onView(panned(now.view, domain, -by * perPx));
      }
    },
    end(event) {
      const now = drag.current;
      if (!now) return;
      const to = under(event, now.where);
      stop();
      // A day is marked by a click too: it is one thing, not a point.
      if (now.kind !== "mark" || !to || (!now.hasMoved && now.where !== "days")) return;
      facts.onSpan?.(spanOf(now, to, perPx, window));
    },
    cancel: stop,
    tookClick: () => wasDragged.current,
  };
}

function spanOf(drag: Drag, to: Span, perPx: number, window: Span): Span {
  const [from, until] = [Math.min(drag.from.from, to.from), Math.max(drag.from.until, to.until)];
  if (drag.where === "days") return { from, until };
  return spanBetween(from, until, perPx > MINUTE ? 5 * MINUTE : MINUTE, window);
}

function windowOf(lanes: readonly Lane[]): Span {
  return {
    from: lanes.reduce((least, lane) => Math.min(least, lane.from), Number.POSITIVE_INFINITY),
    until: lanes.reduce((most, lane) => Math.max(most, lane.until), Number.NEGATIVE_INFINITY),
  };
}
