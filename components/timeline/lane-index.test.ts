import { expect, test } from "vitest";
import { HOUR, MINUTE } from "@/lib/domain/zone-clock";
import { certainIn, doubtsIn, endsIn, piecesIn } from "./lane-index";
import { groupLanes } from "./lanes";
import { at, crashed, session } from "./testing-sessions";

const from = at("2026-11-20T00:00Z");
const until = from + 24 * HOUR;
const many = Array.from({ length: 300 }, (_, n) => {
  const start = from + n * 4 * MINUTE;
  // Every fiftieth covers the others that follow it.
  const end = start + (n % 50 === 0 ? 6 * HOUR : 3 * MINUTE);
  return session(new Date(start).toISOString(), new Date(end).toISOString(), {
    id: String(n),
    segments: n % 3 === 0 ? [{ kind: "locked", from: start + MINUTE, until: start + 2 * MINUTE }] : [],
    ...(n % 7 === 0
      ? { ending: crashed(new Date(end).toISOString(), new Date(end + HOUR).toISOString()) }
      : {}),
  });
});
const [lane] = groupLanes([{ id: "a", label: "a", sessions: many }], from, until);
if (!lane) throw new Error("no lane");

test("what is in sight is what a look at every piece finds, wherever one looks", () => {
  for (let look = 0; look < 96; look++) {
    const view = [
      from + look * 15 * MINUTE,
      from + look * 15 * MINUTE + ((look * 37) % 180) * MINUTE,
    ] as const;
    const seen = lane.pieces.filter((part) => part.left <= view[1] && part.right >= view[0]);
    expect(piecesIn(lane, view, Number.POSITIVE_INFINITY)).toEqual(seen);
    expect(doubtsIn(lane, view)).toEqual(seen.filter(({ piece }) => piece.doubt !== null));
    for (const state of ["active", "locked"] as const) {
      const certain = seen.filter(({ piece }) => piece.doubt === null && piece.state === state);
      expect(certainIn(lane, state, view)).toEqual(certain);
    }
    expect(endsIn(lane, view)).toEqual(
      seen.filter(({ piece, isCutRight }) => piece.isLast && piece.doubt === null && !isCutRight),
    );
  }
});

test("no more than asked for, and none where there is none", () => {
  expect(piecesIn(lane, [from, until], 3)).toHaveLength(3);
  expect(piecesIn(lane, [from, until], 0)).toEqual([]);
  expect(piecesIn(lane, [until + HOUR, until + 2 * HOUR], 10)).toEqual([]);
});
