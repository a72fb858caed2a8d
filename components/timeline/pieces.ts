import type { SegmentKind } from "@/lib/domain/ending";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { DAY } from "@/lib/domain/zone-clock";

/** A stretch of one session in one state, or a stretch in which nobody can say. Half-open, absolute. */
export interface Piece {
  readonly id: string;
  readonly session: RecordedSession;
  readonly from: number;
  readonly until: number;
  readonly state: SegmentKind;
  /** Which end of the session this piece leaves open; null for what is known. */
  readonly doubt: "start" | "end" | null;
  readonly isLast: boolean;
  /** The doubt reaches further back than is drawn. */
  readonly isShortened: boolean;
}

/** Doubt shorter than this is the width of a log's clock, not something to draw. */
const DOUBT_MS = 1_500;
/** A boot bounds a start only loosely: weeks of hatching would hide what is known. */
const START_DOUBT_DRAWN_MS = DAY;

/** Known states in order; active is whatever no segment says; doubt is a piece of its own. */
export function pieces(session: RecordedSession): Piece[] {
  const from = knownFrom(session);
  const until = knownUntil(session);
  const found: Omit<Piece, "id" | "isLast" | "isShortened">[] = [];
  let at = from;
  const add = (to: number, state: SegmentKind) => {
    if (to > at) found.push({ session, from: at, until: to, state, doubt: null });
    at = Math.max(at, to);
  };
  for (const segment of [...session.segments].sort((a, b) => a.from - b.from)) {
    if (segment.from >= until) break;
    add(Math.max(at, segment.from), "active");
    add(Math.min(until, segment.until ?? until), segment.kind);
  }
  add(until, "active");
  // A session without known length still happened: one piece marks the spot.
  if (found.length === 0) found.push({ session, from, until: from, state: "active", doubt: null });

  const earliest = session.startedAt === null ? session.startNotBefore : null;
  if (earliest !== null && from - earliest > DOUBT_MS) {
    found.unshift({
      session,
      from: Math.max(earliest, from - START_DOUBT_DRAWN_MS),
      until: from,
      state: found[0]?.state ?? "active",
      doubt: "start",
    });
  }
  const latest = latestEnd(session);
  if (latest !== null && latest - until > DOUBT_MS) {
    found.push({ session, from: until, until: latest, state: found.at(-1)?.state ?? "active", doubt: "end" });
  }
  return found.map((piece, i) => ({
    ...piece,
    id: `${session.id}.${i}`,
    isLast: i === found.length - 1,
    isShortened: piece.doubt === "start" && earliest !== null && earliest < piece.from,
  }));
}
