import { expect, test } from "vitest";
import { dayFacts } from "@/components/associates/day-facts";
import { HOUR, MINUTE, parseDay, zoneClock } from "@/lib/domain/zone-clock";
import { markForKey } from "./keys";
import { dayLanes } from "./lanes";
import { laneWithin, parseSpan, spanBetween, spanText, touches } from "./span";
import { sessionsWithin } from "./span-bar";
import { at, open, session } from "./testing-sessions";

const window = { from: at("2026-11-01T00:00Z"), until: at("2026-12-01T00:00Z") };

test("what the address holds comes back, and is cut to the window", () => {
  const span = { from: at("2026-11-03T08:15Z"), until: at("2026-11-03T17:00Z") };
  expect(spanText(span)).toBe("2026-11-03T08:15Z..2026-11-03T17:00Z");
  expect(parseSpan(spanText(span), window)).toEqual(span);
  expect(parseSpan("2026-10-03T08:15Z..2026-11-03T17:00Z", window)).toEqual({ ...span, from: window.from });
});

test("never shorter than what was marked, and never nothing", () => {
  const from = at("2026-11-03T08:15:07Z");
  expect(spanText({ from, until: from + 1_000 })).toBe("2026-11-03T08:15Z..2026-11-03T08:16Z");
  const even = at("2026-11-03T08:15Z");
  expect(spanText({ from: even, until: even })).toBe("2026-11-03T08:15Z..2026-11-03T08:16Z");
});

test.each([
  undefined,
  "",
  "..",
  "nonsense",
  "2026-11-03T08:15Z",
  "2026-11-03T08:15Z..",
  "2026-11-03T17:00Z..2026-11-03T08:15Z",
  "2026-11-03T08:15Z..2026-11-03T08:15Z",
  "2026-11-03T08:15Z..2026-11-03T17:00Z..2026-11-04T17:00Z",
  "2026-02-30T08:15Z..2026-13-03T17:00Z",
  "2025-11-03T08:15Z..2025-11-03T17:00Z",
  "2026-11-03T08:15..2026-11-03T17:00",
])("%s marks nothing", (text) => {
  expect(parseSpan(text, window)).toBeNull();
});

test("drawn either way round, on whole steps, inside the window", () => {
  const [a, b] = [at("2026-11-03T08:16Z"), at("2026-11-03T17:02Z")];
  const drawn = { from: at("2026-11-03T08:15Z"), until: at("2026-11-03T17:05Z") };
  expect(spanBetween(a, b, 5 * MINUTE, window)).toEqual(drawn);
  expect(spanBetween(b, a, 5 * MINUTE, window)).toEqual(drawn);
  expect(spanBetween(a, a, MINUTE, window)).toEqual({ from: a, until: a + MINUTE });
  expect(spanBetween(0, window.until + HOUR, MINUTE, window)).toEqual(window);
});

test("first in, last out and the time on are those of the span alone", () => {
  const clock = zoneClock("UTC");
  const first = parseDay("2026-11-19") ?? 0;
  const stillOn = session("2026-11-20T08:00Z", "", { ending: open("2026-11-20T12:00Z") });
  const lanes = dayLanes([session("2026-11-19T08:00Z", "2026-11-19T17:00Z"), stillOn], clock, first, 2);
  const span = { from: at("2026-11-19T12:00Z"), until: at("2026-11-20T10:00Z") };
  const [friday, thursday] = dayFacts(lanes, clock, at("2026-11-20T12:00Z"), span);
  expect(thursday).toMatchObject({ isFirstCut: true, isOutside: false });
  expect(thursday?.presence).toMatchObject({
    firstAt: span.from,
    lastAt: at("2026-11-19T17:00Z"),
    onMs: 5 * HOUR,
  });
  // It goes on beyond the span: the span does not say that it is open.
  expect(friday?.presence).toMatchObject({ lastAt: span.until, onMs: 2 * HOUR, isOpen: false });
  const [outside] = dayFacts(lanes, clock, at("2026-11-20T12:00Z"), {
    from: at("2026-11-19T12:00Z"),
    until: at("2026-11-19T13:00Z"),
  });
  expect(outside).toMatchObject({ isOutside: true, presence: null });
  expect(dayFacts(lanes, clock, at("2026-11-20T12:00Z"))[0]?.presence?.isOpen).toBe(true);
});

test("sessions that only touch the edge are not inside; a moment without length is", () => {
  const before = session("2026-11-19T08:00Z", "2026-11-19T12:00Z");
  const moment = session("2026-11-19T12:00Z", "2026-11-19T12:00Z");
  const after = session("2026-11-19T13:00Z", "2026-11-19T14:00Z");
  const span = { from: at("2026-11-19T12:00Z"), until: at("2026-11-19T13:00Z") };
  expect(sessionsWithin([before, moment, after], span)).toEqual([moment]);
  expect(sessionsWithin([before], null)).toEqual([before]);
  expect(touches({ from: span.until, until: span.until }, span)).toBe(false);
});

test("a lane within a span keeps its gaps that touch it, and says what was cut", () => {
  const [lane] = dayLanes(
    [session("2026-11-19T08:00Z", "2026-11-19T17:00Z")],
    zoneClock("UTC"),
    parseDay("2026-11-19") ?? 0,
    1,
    [{ from: at("2026-11-19T00:00Z"), until: at("2026-11-19T06:00Z"), because: "No log." }],
  );
  if (!lane) throw new Error("no lane");
  const inside = laneWithin(lane, { from: at("2026-11-19T09:00Z"), until: at("2026-11-19T10:00Z") });
  expect(inside.pieces).toMatchObject([{ isCutLeft: true, isCutRight: true }]);
  expect(inside.gaps).toEqual([]);
});

test("B marks where a piece begins, E where one ends; an end before its beginning begins anew", () => {
  const [early, late] = [
    { from: 100, until: 200 },
    { from: 300, until: 400 },
  ];
  expect(markForKey("b", early, null, null)).toEqual({ begin: 100, span: null });
  expect(markForKey("e", late, 100, null)).toEqual({ begin: null, span: { from: 100, until: 400 } });
  expect(markForKey("E", early, null, null)).toEqual({ begin: null, span: early });
  expect(markForKey("B", early, null, { from: 150, until: 400 })).toEqual({
    begin: null,
    span: { from: 100, until: 400 },
  });
  expect(markForKey("b", late, null, { from: 50, until: 250 })).toEqual({ begin: 300, span: null });
  expect(markForKey("e", early, 300, null)).toEqual({ begin: null, span: early });
  expect(markForKey("x", early, 300, null)).toBeNull();
});
