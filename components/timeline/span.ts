import { MINUTE } from "@/lib/domain/zone-clock";
import { momentText, parseMomentUtc } from "./history-window";
import type { Lane, LanePiece } from "./lanes";

/** A stretch of time that somebody marked on the drawing: half-open, absolute. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What the address holds, as far as it lies in the window; null for nonsense and for what lies outside. */
export function parseSpan(text: string | undefined, window: Span): Span | null {
  const ends = (text ?? "").split("..").map(parseMomentUtc);
  const [first, last] = ends;
  if (ends.length !== 2 || first === null || last === null || first === undefined || last === undefined)
    return null;
  const span = { from: Math.max(window.from, first), until: Math.min(window.until, last) };
  return span.until - span.from >= MINUTE ? span : null;
}

/** As the address holds it: to the minute, never shorter than what was marked, and never nothing. */
export function spanText({ from, until }: Span): string {
  const first = Math.floor(from / MINUTE) * MINUTE;
  return `${momentText(first)}..${momentText(Math.max(first + MINUTE, Math.ceil(until / MINUTE) * MINUTE))}`;
}

/** Either way round, on whole steps, at least one of them long, inside the window. */
export function spanBetween(a: number, b: number, step: number, window: Span): Span {
  const from = Math.floor(Math.min(a, b) / step) * step;
  const until = Math.max(from + step, Math.ceil(Math.max(a, b) / step) * step);
  return { from: Math.max(window.from, from), until: Math.min(window.until, until) };
}

/** The lane as far as it lies in the span: what is beyond neither begins nor ends there. */
export function laneWithin(lane: Lane, span: Span): Lane {
  return {
    ...lane,
    from: Math.max(lane.from, span.from),
    until: Math.min(lane.until, span.until),
    pieces: lane.pieces.flatMap((part) => partWithin(part, span)),
    gaps: lane.gaps.filter((gap) => touches(gap, span)),
  };
}

function partWithin(part: LanePiece, span: Span): LanePiece[] {
  if (!touches(part, span)) return [];
  return [
    {
      ...part,
      from: Math.max(part.from, span.from),
      until: Math.min(part.until, span.until),
      isCutLeft: part.isCutLeft || part.from < span.from,
      isCutRight: part.isCutRight || part.until > span.until,
    },
  ];
}

/** What has no length still happened: where it stands counts. */
export function touches(one: Span, span: Span): boolean {
  return one.from < span.until && Math.max(one.until, one.from + 1) > span.from;
}
