import type { SegmentKind } from "@/lib/domain/ending";
import type { Lane, LanePiece } from "./lanes";
import { PAINT_ORDER } from "./scene";

/** What a frame looks for in a lane, sorted out once: a lane may hold tens of thousands of pieces. */
interface LaneIndex {
  readonly certain: ReadonlyMap<SegmentKind, Sorted>;
  readonly doubts: Sorted;
  /** The last pieces of sessions: an ending stands behind each. */
  readonly ends: Sorted;
  readonly all: Sorted;
}

interface Sorted {
  /** By their left end. */
  readonly parts: readonly LanePiece[];
  readonly longest: number;
}

type View = readonly [number, number];

const known = new WeakMap<Lane, LaneIndex>();

export function certainIn(lane: Lane, state: SegmentKind, view: View): readonly LanePiece[] {
  const found = indexOf(lane).certain.get(state);
  return found ? inSight(found, view) : [];
}

export function doubtsIn(lane: Lane, view: View): readonly LanePiece[] {
  return inSight(indexOf(lane).doubts, view);
}

export function endsIn(lane: Lane, view: View): readonly LanePiece[] {
  return inSight(indexOf(lane).ends, view);
}

/** At most `most` of them. */
export function piecesIn(lane: Lane, view: View, most: number): readonly LanePiece[] {
  return inSight(indexOf(lane).all, view, most);
}

function indexOf(lane: Lane): LaneIndex {
  let found = known.get(lane);
  if (!found) {
    found = {
      certain: new Map(
        PAINT_ORDER.map((state) => [
          state,
          sorted(lane.pieces.filter(({ piece }) => piece.doubt === null && piece.state === state)),
        ]),
      ),
      doubts: sorted(lane.pieces.filter((part) => part.piece.doubt !== null)),
      ends: sorted(
        lane.pieces.filter(({ piece, isCutRight }) => piece.isLast && piece.doubt === null && !isCutRight),
      ),
      all: sorted(lane.pieces),
    };
    known.set(lane, found);
  }
  return found;
}

function sorted(parts: readonly LanePiece[]): Sorted {
  return { parts, longest: parts.reduce((most, part) => Math.max(most, part.right - part.left), 0) };
}

function inSight(
  { parts, longest }: Sorted,
  [from, until]: View,
  most = Number.POSITIVE_INFINITY,
): readonly LanePiece[] {
  const found: LanePiece[] = [];
  for (let i = firstFrom(parts, from - longest); i < parts.length && found.length < most; i++) {
    const part = parts[i];
    if (!part || part.left > until) break;
    if (part.right >= from) found.push(part);
  }
  return found;
}

/** The place of the first that begins at `left` or later. */
function firstFrom(parts: readonly LanePiece[], left: number): number {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.left ?? left) < left) low = middle + 1;
    else high = middle;
  }
  return low;
}
