import type { RecordedSession } from "@/lib/domain/recorded-session";
import { DAY, weekdayOf, type ZoneClock } from "@/lib/domain/zone-clock";
import { dayName } from "@/lib/format/clock";
import { type Piece, pieces } from "./pieces";

/** One row of the timeline. Positions are milliseconds on the lane's own axis. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  /** The stretch of time that the lane covers. */
  readonly from: number;
  readonly until: number;
  /** The civil day of a day lane. */
  readonly day: number | null;
  readonly isWeekend: boolean;
  /** Ordered by `left`. */
  readonly pieces: readonly LanePiece[];
  readonly gaps: readonly LaneGap[];
}

export interface LanePiece {
  readonly id: string;
  readonly piece: Piece;
  /** The part of the piece that lies on this lane. */
  readonly from: number;
  readonly until: number;
  readonly left: number;
  readonly right: number;
  readonly isCutLeft: boolean;
  readonly isCutRight: boolean;
}

/** A stretch for which no log was read: never the look of "no session". */
export interface Gap {
  readonly from: number;
  readonly until: number;
  readonly because: string;
}

export interface LaneGap extends Gap {
  readonly left: number;
  readonly right: number;
}

/** Newest day first; a day of 23 or 25 hours keeps its wall clock. */
export function dayLanes(
  sessions: readonly RecordedSession[],
  clock: ZoneClock,
  firstDay: number,
  days: number,
  gaps: readonly Gap[] = [],
): Lane[] {
  const all = sessions.flatMap(pieces);
  return Array.from({ length: days }, (_, i) => {
    const day = firstDay + days - 1 - i;
    const from = clock.startOfDay(day);
    const until = clock.startOfDay(day + 1);
    const shift = until - from === DAY ? null : clock.shiftAt(from, until);
    const place = (a: number, b: number) => spans(clock, day, from, until, shift, a, b);
    return {
      id: `day-${day}`,
      label: dayName(from, clock.timeZone),
      from,
      until,
      day,
      isWeekend: weekdayOf(day) > 4,
      pieces: all
        // Of thirty days a piece lies on one or two: the others are left out before anything is made of them.
        .filter((piece) => piece.from < until && Math.max(piece.until, piece.from + 1) > from)
        .flatMap((piece) =>
          place(piece.from, piece.until).map((span, n) =>
            lanePiece(piece, span, `@${day}${n > 0 ? "b" : ""}`),
          ),
        )
        .sort(byLeft),
      gaps: gaps.flatMap((gap) => place(gap.from, gap.until).map((span) => ({ ...gap, ...span }))),
    };
  });
}

export interface LaneGroup {
  readonly id: string;
  readonly label: string;
  readonly sessions: readonly RecordedSession[];
  readonly gaps?: readonly Gap[];
}

/** One line of time for each group (a host, a person). */
export function groupLanes(groups: readonly LaneGroup[], from: number, until: number): Lane[] {
  const place = (a: number, b: number) =>
    a < until && Math.max(b, a + 1) > from ? clip(a, b, from, until) : [];
  return groups.map((group) => ({
    id: group.id,
    label: group.label,
    from,
    until,
    day: null,
    isWeekend: false,
    pieces: group.sessions
      .flatMap(pieces)
      .flatMap((piece) => place(piece.from, piece.until).map((span) => lanePiece(piece, span, "")))
      .sort(byLeft),
    gaps: (group.gaps ?? []).flatMap((gap) =>
      place(gap.from, gap.until).map((span) => ({ ...gap, ...span })),
    ),
  }));
}

interface Span {
  readonly from: number;
  readonly until: number;
  readonly left: number;
  readonly right: number;
}

function clip(a: number, b: number, from: number, until: number): Span[] {
  const start = Math.max(a, from);
  const end = Math.min(b, until);
  return [{ from: start, until: end, left: start, right: end }];
}

/** Where the clock is set back inside a span, the span is drawn twice over the same hour: once on each pass. */
function spans(
  clock: ZoneClock,
  day: number,
  dayFrom: number,
  dayUntil: number,
  shift: number | null,
  a: number,
  b: number,
): Span[] {
  if (a >= dayUntil || Math.max(b, a + 1) <= dayFrom) return [];
  const from = Math.max(a, dayFrom);
  const until = Math.min(b, dayUntil);
  const isTwice = shift !== null && from < shift && until > shift && dayUntil - dayFrom > DAY;
  const parts: [number, number][] = isTwice
    ? [
        [from, shift],
        [shift, until],
      ]
    : [[from, until]];
  return parts.map(([start, end]) => ({
    from: start,
    until: end,
    left: clock.sinceMidnight(start, day),
    // The last millisecond tells the wall clock; the end itself may belong to the next day or the next pass.
    right: end > start ? clock.sinceMidnight(end - 1, day) + 1 : clock.sinceMidnight(start, day),
  }));
}

function lanePiece(piece: Piece, span: Span, suffix: string): LanePiece {
  return {
    id: piece.id + suffix,
    piece,
    ...span,
    isCutLeft: span.from > piece.from || piece.isShortened,
    isCutRight: span.until < piece.until,
  };
}

function byLeft(a: LanePiece, b: LanePiece): number {
  return a.left - b.left || a.right - b.right;
}
