import { expect, test } from "vitest";
import { DAY_MS, type DaySession, dayPieces } from "./day-pieces";

const NOW = 1_000 * DAY_MS;
const at = (hoursAgo: number) => NOW - hoursAgo * 3_600_000;
const live = { state: "idle", loggedOnAt: at(3), stateSince: at(1) } as const;
const past = (change: Partial<DaySession>): DaySession => ({
  startedAt: at(10),
  startedBefore: null,
  endKind: "logged_off",
  endAt: at(8),
  endNotBefore: at(8),
  endNotAfter: at(8),
  segments: [{ kind: "active", from: at(10), until: at(8) }],
  ...change,
});

test("without audit facts: on since the logon, in its state since it changed, unknown between", () => {
  expect(dayPieces([], live, NOW)).toEqual([
    { kind: "nodata", from: at(3), until: at(1) },
    { kind: "idle", from: at(1), until: NOW },
  ]);
});

test("an end that is known is a cap, and the open session's own segments are believed", () => {
  const open = past({
    startedAt: at(3),
    endKind: "open",
    endAt: null,
    endNotBefore: at(1),
    endNotAfter: null,
    segments: [
      { kind: "active", from: at(3), until: at(1) },
      { kind: "idle", from: at(1), until: null },
    ],
  });
  expect(dayPieces([past({}), { ...open, endNotBefore: null }], live, NOW)).toEqual([
    { kind: "active", from: at(10), until: at(8) },
    { kind: "ended", from: at(8), until: at(8) },
    { kind: "active", from: at(3), until: at(1) },
    { kind: "idle", from: at(1), until: NOW },
  ]);
});

test("an end that is inferred is an interval", () => {
  const lost = past({ endKind: "crashed", endAt: null, endNotBefore: at(9), endNotAfter: at(8) });
  expect(dayPieces([lost], live, NOW).slice(0, 3)).toEqual([
    { kind: "active", from: at(10), until: at(9) },
    { kind: "unsure", from: at(9), until: at(8) },
    { kind: "crashed", from: at(8), until: at(8) },
  ]);
});

test("what lies before the last day is cut off, its end too", () => {
  const old = past({
    startedAt: at(40),
    endAt: at(30),
    segments: [{ kind: "active", from: at(40), until: at(30) }],
  });
  const long = past({ startedAt: at(30), segments: [{ kind: "active", from: at(30), until: at(8) }] });
  expect(dayPieces([old, long], live, NOW)[0]).toEqual({ kind: "active", from: at(24), until: at(8) });
});

test("what no segment tells was active", () => {
  const locked = past({ segments: [{ kind: "locked", from: at(9.5), until: at(9) }] });
  expect(dayPieces([locked], { ...live, loggedOnAt: NOW, stateSince: NOW }, NOW).slice(0, 4)).toEqual([
    { kind: "active", from: at(10), until: at(9.5) },
    { kind: "locked", from: at(9.5), until: at(9) },
    { kind: "active", from: at(9), until: at(8) },
    { kind: "ended", from: at(8), until: at(8) },
  ]);
});
