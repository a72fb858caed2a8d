import type { LiveState } from "@/lib/domain/live-session";

/** A paired session of the last day, as far as its bar needs it. */
export interface DaySession {
  readonly startedAt: number | null;
  readonly startedBefore: number | null;
  readonly endKind: string;
  readonly endAt: number | null;
  readonly endNotBefore: number | null;
  readonly endNotAfter: number | null;
  readonly segments: readonly {
    readonly kind: string;
    readonly from: number;
    readonly until: number | null;
  }[];
}

export interface DayPiece {
  /** `unsure`: it ended somewhere in here. `nodata`: it was there, in a state that nobody knows. */
  readonly kind: "active" | "idle" | "locked" | "disconnected" | "ended" | "crashed" | "unsure" | "nodata";
  readonly from: number;
  readonly until: number;
}

export const DAY_MS = 86_400_000;

/** The last 24 hours of one account on one host, oldest first. */
export function dayPieces(
  past: readonly DaySession[],
  live: { readonly state: LiveState; readonly loggedOnAt: number; readonly stateSince: number | null },
  now: number,
): readonly DayPiece[] {
  const pieces = past.flatMap((session) => sessionPieces(session, now));
  // Without audit facts the host's own word is all there is: since when it is on, and since when in this state.
  const isPaired = past.some((session) => session.endKind === "open");
  if (!isPaired) {
    const since = live.stateSince ?? live.loggedOnAt;
    pieces.push(
      { kind: "nodata", from: live.loggedOnAt, until: since },
      { kind: shown(live.state), from: since, until: now },
    );
  }
  return pieces
    .map((piece) => ({
      ...piece,
      from: Math.max(piece.from, now - DAY_MS),
      until: Math.min(piece.until, now),
    }))
    .filter(
      (piece) =>
        piece.until > piece.from || (isEnd(piece) && piece.until === piece.from && piece.from > now - DAY_MS),
    )
    .sort((a, b) => a.from - b.from || a.until - b.until);
}

function sessionPieces(session: DaySession, now: number): DayPiece[] {
  // An open session is the one that the host lists now: it is certain until now, and not just until its latest event.
  const certainUntil = session.endKind === "open" ? now : (session.endAt ?? session.endNotBefore ?? now);
  const segments: DayPiece[] = session.segments.map(({ kind, from, until }) => ({
    kind: shown(kind),
    from,
    until: Math.min(until ?? certainUntil, certainUntil),
  }));
  const start = session.startedAt ?? session.startedBefore;
  const pieces = start === null ? segments : [...segments, ...activeRest(segments, start, certainUntil)];
  if (session.endKind === "open") return pieces;
  const cap = session.endKind === "crashed" ? "crashed" : "ended";
  if (session.endAt !== null) pieces.push({ kind: cap, from: session.endAt, until: session.endAt });
  else if (session.endNotBefore !== null && session.endNotAfter !== null) {
    pieces.push({ kind: "unsure", from: session.endNotBefore, until: session.endNotAfter });
    pieces.push({ kind: cap, from: session.endNotAfter, until: session.endNotAfter });
  }
  return pieces;
}

/** Pairing tells what is not active: active is the rest. */
function activeRest(segments: readonly DayPiece[], start: number, until: number): DayPiece[] {
  const rest: DayPiece[] = [];
  let from = start;
  for (const segment of [...segments].sort((a, b) => a.from - b.from)) {
    if (segment.from > from) rest.push({ kind: "active", from, until: segment.from });
    from = Math.max(from, segment.until);
  }
  if (until > from) rest.push({ kind: "active", from, until });
  return rest;
}

function isEnd(piece: DayPiece): boolean {
  return piece.kind === "ended" || piece.kind === "crashed";
}

function shown(kind: string): "active" | "idle" | "locked" | "disconnected" | "nodata" {
  return kind === "active" || kind === "idle" || kind === "locked" || kind === "disconnected"
    ? kind
    : "nodata";
}
