import { MINUTE } from "@/lib/domain/zone-clock";
import type { Lane, LanePiece } from "./lanes";
import { firstPlace, type Place, stepAcross, stepAlong } from "./navigate";
import type { Span } from "./span";

export interface KeyStroke {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
}

export type View = readonly [number, number];

const NARROWEST = 10 * MINUTE;

/** ←/→ through time, ↑/↓ through lanes, Home and End to the ends of the lane. */
export function placeForKey(stroke: KeyStroke, lanes: readonly Lane[], place: Place): Place | null {
  if (stroke.shiftKey) return null;
  switch (stroke.key) {
    case "ArrowLeft":
      return stepAlong(lanes, place, -1);
    case "ArrowRight":
      return stepAlong(lanes, place, 1);
    case "ArrowUp":
      return stepAcross(lanes, place, -1);
    case "ArrowDown":
      return stepAcross(lanes, place, 1);
    case "Home":
      return stroke.ctrlKey ? firstPlace(lanes) : { lane: place.lane, part: 0 };
    case "End":
      return { lane: place.lane, part: Math.max(0, (lanes[place.lane]?.pieces.length ?? 1) - 1) };
    default:
      return null;
  }
}

/** +/− zoom about the current piece, Shift and an arrow pan, 0 shows everything. */
export function viewForKey(
  stroke: KeyStroke,
  view: View,
  domain: View,
  current: LanePiece | null,
): View | null {
  const span = view[1] - view[0];
  const share = current ? ((current.left + current.right) / 2 - view[0]) / span : 0.5;
  switch (stroke.key) {
    case "+":
    case "=":
      return zoomed(view, domain, 0.6, share);
    case "-":
    case "_":
      return zoomed(view, domain, 1 / 0.6, share);
    case "0":
      return domain;
    case "ArrowLeft":
      return stroke.shiftKey ? panned(view, domain, -span * 0.2) : null;
    case "ArrowRight":
      return stroke.shiftKey ? panned(view, domain, span * 0.2) : null;
    default:
      return null;
  }
}

/** Zoomed about a point that lies `share` of the way into the view. */
export function zoomed(view: View, domain: View, factor: number, share: number): View {
  const full = domain[1] - domain[0];
  const span = Math.min(full, Math.max(Math.min(NARROWEST, full), (view[1] - view[0]) * factor));
  const pivot = view[0] + (view[1] - view[0]) * Math.min(1, Math.max(0, share));
  const from = pivot - span * Math.min(1, Math.max(0, share));
  return inside([from, from + span], domain);
}

/** Moved by so many milliseconds, as far as there is something to see. */
export function panned(view: View, domain: View, by: number): View {
  return inside([view[0] + by, view[1] + by], domain);
}

/** Where to look when the window has slid on: who saw all of it still does, who looked closer keeps what they look at. */
export function followed(view: View, was: View, domain: View): View {
  const isWhole = view[0] <= was[0] && view[1] >= was[1];
  if (isWhole || view[1] - view[0] >= domain[1] - domain[0]) return domain;
  return inside(view, domain);
}

/** What B and E make of the piece under the focus: B marks where it begins, E where it ends. */
export function markForKey(key: string, piece: Span, begin: number | null, span: Span | null): Mark | null {
  if (key === "b" || key === "B") {
    return span && span.until > piece.from
      ? { begin: null, span: { from: piece.from, until: span.until } }
      : { begin: piece.from, span: null };
  }
  if (key !== "e" && key !== "E") return null;
  const from = begin ?? span?.from ?? piece.from;
  return { begin: null, span: { from: from < piece.until ? from : piece.from, until: piece.until } };
}

export interface Mark {
  /** Where a mark begins that has no end yet. */
  readonly begin: number | null;
  readonly span: Span | null;
}

function inside(view: View, domain: View): View {
  const span = view[1] - view[0];
  const from = Math.min(Math.max(view[0], domain[0]), domain[1] - span);
  return [from, from + span];
}
