import { expect, test } from "vitest";
import { HOUR, parseDay, zoneClock } from "@/lib/domain/zone-clock";
import { dayLanes, type Lane } from "./lanes";
import { firstPlace, pieceAt, pieceUnder, placeOf, stepAcross, stepAlong } from "./navigate";
import { at, crashed, session } from "./testing-sessions";

const lanes = dayLanes(
  [
    session("2026-11-20T08:00Z", "2026-11-20T09:00Z", { id: "morning" }),
    session("2026-11-20T14:00Z", "2026-11-20T15:00Z", { id: "afternoon" }),
    session("2026-11-18T13:00Z", "2026-11-18T18:00Z", { id: "before" }),
  ],
  zoneClock("UTC"),
  parseDay("2026-11-18") ?? 0,
  3,
);
const idAt = (place: ReturnType<typeof placeOf>) => pieceAt(lanes, place)?.piece.session.id;
const place = (id: string) => {
  const lane = lanes.find((found) => found.pieces.some((part) => part.piece.session.id === id));
  const found = placeOf(lanes, lane?.pieces.find((part) => part.piece.session.id === id)?.id ?? null);
  if (!found) throw new Error(id);
  return found;
};

test("along: through the day, then on into the neighbouring day that has something", () => {
  expect(idAt(stepAlong(lanes, place("morning"), 1))).toBe("afternoon");
  expect(idAt(stepAlong(lanes, place("morning"), -1))).toBe("before");
  expect(idAt(stepAlong(lanes, place("before"), 1))).toBe("morning");
  expect(idAt(stepAlong(lanes, place("afternoon"), 1))).toBe("afternoon");
});

test("across: the nearest in time, over empty days", () => {
  expect(idAt(stepAcross(lanes, place("before"), -1))).toBe("afternoon");
  expect(idAt(stepAcross(lanes, place("morning"), 1))).toBe("before");
  expect(idAt(stepAcross(lanes, place("before"), 1))).toBe("before");
});

test("nothing to stand on is no place", () => {
  expect(firstPlace([])).toBeNull();
  expect(idAt(firstPlace(lanes))).toBe("morning");
  expect(placeOf(lanes, "7.0@0")).toBeNull();
});

test("under a point: certain before doubtful, near counts where nothing is inside", () => {
  const doubtful = session("2026-11-20T08:00Z", "", {
    ending: crashed("2026-11-20T10:00Z", "2026-11-20T12:00Z"),
  });
  const other = session("2026-11-20T11:00Z", "2026-11-20T11:30Z", {
    id: "other",
    startedAt: at("2026-11-20T11:00Z"),
  });
  const [lane] = dayLanes([doubtful, other], zoneClock("UTC"), parseDay("2026-11-20") ?? 0, 1) as [Lane];
  expect(pieceUnder(lane, 11.25 * HOUR, 0)?.piece.session.id).toBe("other");
  expect(pieceUnder(lane, 10.5 * HOUR, 0)?.piece.doubt).toBe("end");
  expect(pieceUnder(lane, 7.9 * HOUR, HOUR)?.piece.doubt).toBeNull();
  expect(pieceUnder(lane, 6 * HOUR, HOUR)).toBeNull();
});
