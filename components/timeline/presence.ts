import type { Lane, LanePiece } from "./lanes";

/** What one day lane says about being there. Instants are absolute; times on count certain time alone. */
export interface DayPresence {
  readonly firstAt: number;
  readonly lastAt: number;
  /** The first or last instant is only a bound: a start or an end was not recorded. */
  readonly isFirstBound: boolean;
  readonly isLastBound: boolean;
  readonly isOpen: boolean;
  readonly activeMs: number;
  readonly onMs: number;
}

/** Logged on and not disconnected; null where the day shows nothing certain. */
export function dayPresence(lane: Pick<Lane, "pieces">): DayPresence | null {
  const there = lane.pieces.filter((part) => part.piece.state !== "disconnected");
  const sure = there.filter((part) => part.piece.doubt === null && part.until > part.from);
  if (sure.length === 0) return null;
  const firstAt = Math.min(...sure.map((part) => part.from));
  const lastAt = Math.max(...sure.map((part) => part.until));
  return {
    firstAt,
    lastAt,
    isFirstBound: there.some((part) => part.piece.doubt === "start" && part.from < firstAt),
    isLastBound: there.some((part) => part.piece.doubt === "end" && part.until > lastAt),
    isOpen: sure.some(
      (part) =>
        part.until === lastAt &&
        !part.isCutRight &&
        part.piece.isLast &&
        part.piece.session.ending.kind === "open",
    ),
    activeMs: covered(sure.filter((part) => part.piece.state === "active")),
    onMs: covered(sure),
  };
}

/** Two sessions at once are one presence. */
export function covered(parts: readonly Pick<LanePiece, "from" | "until">[]): number {
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, until } of [...parts].sort((a, b) => a.from - b.from)) {
    if (until <= end) continue;
    total += until - Math.max(from, end);
    end = until;
  }
  return total;
}

export function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}
