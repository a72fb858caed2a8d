import { describe, expect, test } from "vitest";
import { DAY, dayText, HOUR, MINUTE, parseDay, zoneClock } from "@/lib/domain/zone-clock";
import { dayLanes, groupLanes, type Lane } from "./lanes";
import { dayPresence } from "./presence";
import { at, crashed, open, session } from "./testing-sessions";

const lanesOf = (timeZone: string, day: string, sessions: ReturnType<typeof session>[], days = 1): Lane[] => {
  const first = parseDay(day);
  if (first === null) throw new Error(day);
  return dayLanes(sessions, zoneClock(timeZone), first, days);
};
const shape = (lane: Lane | undefined) =>
  lane?.pieces.map((part) => [part.piece.doubt ?? part.piece.state, part.left / HOUR, part.right / HOUR]);

describe("day lanes", () => {
  test("a session over midnight is cut at local midnight, newest day on top", () => {
    const lanes = lanesOf(
      "Europe/Stockholm",
      "2026-11-19",
      [session("2026-11-19T21:00Z", "2026-11-20T01:30Z")],
      2,
    );
    expect(lanes.map((lane) => lane.label)).toEqual(["Fri 20 Nov", "Thu 19 Nov"]);
    expect(lanes.map(shape)).toEqual([[["active", 0, 2.5]], [["active", 22, 24]]]);
    expect(lanes.map((lane) => lane.pieces.map((part) => [part.isCutLeft, part.isCutRight]))).toEqual([
      [[true, false]],
      [[false, true]],
    ]);
  });

  test("Kathmandu's quarter hours", () => {
    const [lane] = lanesOf("Asia/Kathmandu", "2026-11-20", [
      session("2026-11-19T18:15Z", "2026-11-20T03:15Z"),
    ]);
    expect(lane?.from).toBe(at("2026-11-19T18:15Z"));
    expect(shape(lane)).toEqual([["active", 0, 9]]);
  });

  test("a day of 23 hours keeps its wall clock", () => {
    const [lane] = lanesOf("Europe/Stockholm", "2026-03-29", [
      session("2026-03-29T00:00Z", "2026-03-29T02:00Z"),
    ]);
    expect((lane?.until ?? 0) - (lane?.from ?? 0)).toBe(23 * HOUR);
    // 01:00 to 04:00 on the wall, two hours long.
    expect(shape(lane)).toEqual([["active", 1, 4]]);
    expect(lane && dayPresence(lane)?.onMs).toBe(2 * HOUR);
  });

  test("a day of 25 hours draws the repeated hour on both passes", () => {
    const [lane] = lanesOf("Europe/Stockholm", "2026-10-25", [
      session("2026-10-25T00:50Z", "2026-10-25T01:10Z"),
    ]);
    expect((lane?.until ?? 0) - (lane?.from ?? 0)).toBe(25 * HOUR);
    // 02:50 on the first pass to 02:10 on the second.
    expect(lane?.pieces.map((part) => [part.left / MINUTE, part.right / MINUTE])).toEqual([
      [120, 130],
      [170, 180],
    ]);
    expect(new Set(lane?.pieces.map((part) => part.id)).size).toBe(2);
    expect(lane && dayPresence(lane)?.onMs).toBe(20 * MINUTE);
  });

  test("a day without midnight starts when the clock does", () => {
    const clock = zoneClock("America/Santiago");
    const day = parseDay("2026-09-06") ?? 0;
    expect(clock.startOfDay(day)).toBe(at("2026-09-06T04:00Z"));
    expect(clock.sinceMidnight(clock.startOfDay(day), day)).toBe(HOUR);
    expect(clock.startOfDay(day + 1) - clock.startOfDay(day)).toBe(23 * HOUR);
  });

  test("days tile the time without a gap or an overlap, in every kind of zone", () => {
    for (const zone of [
      "UTC",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "America/Santiago",
      "Europe/Stockholm",
    ]) {
      const clock = zoneClock(zone);
      const first = parseDay("2026-01-01") ?? 0;
      for (let day = first; day < first + 366; day++) {
        const from = clock.startOfDay(day);
        expect([zone, dayText(day), clock.dayNumber(from), clock.dayNumber(from - 1)]).toEqual([
          zone,
          dayText(day),
          day,
          day - 1,
        ]);
        expect(clock.wall(clock.instant(day * DAY + 12 * HOUR))).toBe(day * DAY + 12 * HOUR);
      }
    }
  });
});

describe("pieces", () => {
  test("active is what no segment says, and pauses keep their place", () => {
    const locked = session("2026-11-20T08:00Z", "2026-11-20T12:00Z", {
      segments: [
        { kind: "idle", from: at("2026-11-20T10:00Z"), until: at("2026-11-20T11:00Z") },
        { kind: "locked", from: at("2026-11-20T09:00Z"), until: at("2026-11-20T10:00Z") },
      ],
    });
    expect(shape(lanesOf("UTC", "2026-11-20", [locked])[0])).toEqual([
      ["active", 8, 9],
      ["locked", 9, 10],
      ["idle", 10, 11],
      ["active", 11, 12],
    ]);
  });

  test("a pause that still lasts ends with what is known", () => {
    const idle = session("2026-11-20T08:00Z", "", {
      ending: open("2026-11-20T12:00Z"),
      segments: [{ kind: "idle", from: at("2026-11-20T09:00Z"), until: null }],
    });
    expect(shape(lanesOf("UTC", "2026-11-20", [idle])[0])).toEqual([
      ["active", 8, 9],
      ["idle", 9, 12],
    ]);
    const live = { ...idle, liveAsOf: at("2026-11-20T14:00Z") };
    expect(shape(lanesOf("UTC", "2026-11-20", [live])[0])?.[1]).toEqual(["idle", 9, 14]);
  });

  test("doubt at either end is a piece of its own", () => {
    const doubtful = session("", "", {
      startedAt: null,
      startedBefore: at("2026-11-20T08:00Z"),
      startNotBefore: at("2026-11-20T06:00Z"),
      ending: crashed("2026-11-20T12:00Z", "2026-11-20T13:00Z"),
    });
    expect(shape(lanesOf("UTC", "2026-11-20", [doubtful])[0])).toEqual([
      ["start", 6, 8],
      ["active", 8, 12],
      ["end", 12, 13],
    ]);
  });

  test("a start that only a distant boot bounds is hatched for one day back, and shown as cut", () => {
    const orphan = session("", "2026-11-20T09:00Z", {
      startedAt: null,
      startedBefore: at("2026-11-20T08:00Z"),
      startNotBefore: at("2026-09-01T00:00Z"),
    });
    const lanes = lanesOf("UTC", "2026-11-18", [orphan], 3);
    expect(lanes.map(shape)).toEqual([
      [
        ["start", 0, 8],
        ["active", 8, 9],
      ],
      [["start", 8, 24]],
      [],
    ]);
    expect(lanes[1]?.pieces[0]?.isCutLeft).toBe(true);
  });

  test("a session without length still shows", () => {
    const instant = session("2026-11-20T08:00Z", "2026-11-20T08:00Z");
    expect(shape(lanesOf("UTC", "2026-11-20", [instant])[0])).toEqual([["active", 8, 8]]);
    expect(
      groupLanes(
        [{ id: "a", label: "a", sessions: [instant] }],
        at("2026-11-20T08:00Z"),
        at("2026-11-20T09:00Z"),
      )[0]?.pieces,
    ).toHaveLength(1);
  });
});

test("group lanes clip to their window", () => {
  const [lane] = groupLanes(
    [{ id: "WS-014", label: "WS-014", sessions: [session("2026-11-19T08:00Z", "2026-11-20T08:00Z")] }],
    at("2026-11-20T00:00Z"),
    at("2026-11-21T00:00Z"),
  );
  expect(lane?.pieces.map((part) => [part.from, part.until, part.isCutLeft])).toEqual([
    [at("2026-11-20T00:00Z"), at("2026-11-20T08:00Z"), true],
  ]);
});
