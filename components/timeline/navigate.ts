import type { Lane, LanePiece } from "./lanes";

export interface Place {
  readonly lane: number;
  readonly part: number;
}

export function firstPlace(lanes: readonly Lane[]): Place | null {
  const lane = lanes.findIndex((found) => found.pieces.length > 0);
  return lane < 0 ? null : { lane, part: 0 };
}

export function placeOf(lanes: readonly Lane[], id: string | null): Place | null {
  for (const [lane, { pieces }] of lanes.entries()) {
    const part = pieces.findIndex((found) => found.id === id);
    if (part >= 0) return { lane, part };
  }
  return null;
}

export function pieceAt(lanes: readonly Lane[], place: Place | null): LanePiece | null {
  return (place && lanes[place.lane]?.pieces[place.part]) ?? null;
}

/** The piece before or after in time. Day lanes read on into the next day; the newest stands on top. */
export function stepAlong(lanes: readonly Lane[], from: Place, direction: 1 | -1): Place {
  const pieces = lanes[from.lane]?.pieces ?? [];
  const part = from.part + direction;
  if (part >= 0 && part < pieces.length) return { lane: from.lane, part };
  if (lanes[from.lane]?.day === null) return from;
  for (let lane = from.lane - direction; lane >= 0 && lane < lanes.length; lane -= direction) {
    const found = lanes[lane]?.pieces ?? [];
    if (found.length > 0) return { lane, part: direction > 0 ? 0 : found.length - 1 };
  }
  return from;
}

/** The piece above or below that is nearest to the same time of its lane. */
export function stepAcross(lanes: readonly Lane[], from: Place, direction: 1 | -1): Place {
  const here = pieceAt(lanes, from);
  if (!here) return from;
  const middle = (here.left + here.right) / 2;
  for (let lane = from.lane + direction; lane >= 0 && lane < lanes.length; lane += direction) {
    const pieces = lanes[lane]?.pieces ?? [];
    if (pieces.length === 0) continue;
    const away = pieces.map((part) => Math.max(0, part.left - middle, middle - part.right));
    return { lane, part: away.indexOf(Math.min(...away)) };
  }
  return from;
}

/** What lies under a point: the certain before the doubtful, the narrow before the wide. */
export function pieceUnder(lane: Lane, at: number, tolerance: number): LanePiece | null {
  let best: LanePiece | null = null;
  let score = Number.NEGATIVE_INFINITY;
  for (const part of lane.pieces) {
    if (part.left > at + tolerance || part.right < at - tolerance) continue;
    const isInside = part.left <= at && part.right >= at;
    const worth = (isInside ? 4 : 0) + (part.piece.doubt === null ? 2 : 0) + 1 / (2 + part.right - part.left);
    if (worth > score) {
      score = worth;
      best = part;
    }
  }
  return best;
}
