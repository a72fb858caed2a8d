import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogName } from "./audit-event";
import { blindAt, coverageOf, type Stretch, touching } from "./coverage";
import type { CoverageFacts, CoverageMark, HostLog, LogDay } from "./coverage-facts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZERO = Date.parse("2026-03-01T00:00:00Z");
const NOW = ZERO + 10 * DAY;
const at = (day: number, hour = 0) => ZERO + day * DAY + hour * HOUR;

/** A working day: records from eight to six, forty of them, three times as many numbers. */
function workday(day: number, change: Partial<LogDay> = {}, log: LogName = "Security"): LogDay {
  return {
    log,
    events: 40,
    firstRecord: 1 + day * 120,
    lastRecord: 120 + day * 120,
    firstAt: at(day, 8),
    lastAt: at(day, 18),
    logons: 6,
    logoffs: 6,
    turns: 8,
    notices: 0,
    managed: 0,
    jumps: [],
    ...change,
  };
}

function whole(days: readonly LogDay[]): HostLog[] {
  return [...new Set(days.map(({ log }) => log))].map((log) => {
    const own = days.filter((day) => day.log === log);
    return {
      log,
      events: own.reduce((sum, day) => sum + day.events, 0),
      firstRecord: Math.min(...own.map((day) => day.firstRecord)),
      lastRecord: Math.max(...own.map((day) => day.lastRecord)),
      firstAt: Math.min(...own.map((day) => day.firstAt)),
      lastAt: Math.max(...own.map((day) => day.lastAt)),
    };
  });
}

function facts(days: readonly LogDay[], change: Partial<CoverageFacts> = {}): CoverageFacts {
  return {
    platform: "windows",
    policy: null,
    isEnrolled: true,
    reportedAt: NOW,
    clockSkewMs: 0,
    logs: whole(days),
    days,
    marks: [],
    gaps: [],
    ...change,
  };
}

function mark(eventId: number, when: number, change: Partial<CoverageMark> = {}): CoverageMark {
  return {
    log: "Security",
    recordId: 500,
    eventId,
    at: when,
    who: "CORP\\a.lund",
    previousAt: null,
    newAt: null,
    before: null,
    ...change,
  };
}

const week = [0, 1, 2, 3, 4].map((day) => workday(day));
const missing = (given: CoverageFacts) =>
  coverageOf(given, NOW).stretches.filter(({ kind }) => kind !== "before_first" && kind !== "log_missing");
const said = (given: CoverageFacts) =>
  missing(given).map(({ kind, weight, from, until }) => ({ kind, weight, from, until }));

describe("what limits an answer", () => {
  test("a host that is followed and whose log has no hole: nothing but its beginning", () => {
    expect(coverageOf(facts(week), NOW)).toEqual({
      stretches: [
        expect.objectContaining({ kind: "before_first", weight: "blind", from: null, until: at(0, 8) }),
      ],
      wholeSince: at(0, 8),
    });
  });

  test("no log at all, an imported log that ends, a host that fell silent", () => {
    expect(said(facts([]))).toEqual([{ kind: "never", weight: "blind", from: null, until: null }]);
    expect(said(facts(week, { isEnrolled: false }))).toEqual([
      { kind: "ended", weight: "blind", from: at(4, 18), until: null },
    ]);
    expect(said(facts(week, { reportedAt: NOW - 2 * HOUR }))).toEqual([
      { kind: "silent", weight: "blind", from: NOW - 2 * HOUR, until: null },
    ]);
    expect(said(facts(week, { reportedAt: NOW - 30_000 }))).toEqual([]);
  });

  test("other logs without the Security log, and one that begins later", () => {
    const system = week.map((day) => ({ ...day, log: "System" as const }));
    expect(coverageOf(facts(system), NOW).stretches).toContainEqual(
      expect.objectContaining({ kind: "log_missing", log: "Security", from: at(0, 8), until: null }),
    );
    const late = coverageOf(facts([...system, ...week.slice(2)]), NOW);
    expect(late.stretches).toContainEqual(
      expect.objectContaining({ kind: "log_missing", log: "Security", until: at(2, 8) }),
    );
    expect(late.wholeSince).toBe(at(2, 8));
  });

  test.each([
    [
      "read until it was cleared",
      { recordId: 499, at: at(2, 9) },
      { weight: "note", from: at(2, 10), until: at(2, 10) },
    ],
    [
      "records between were not read",
      { recordId: 300, at: at(2, 9) },
      { weight: "blind", from: at(2, 9), until: at(2, 10) },
    ],
    [
      "read up to seconds before",
      { recordId: 300, at: at(2, 10) - 5_000 },
      { weight: "note", from: at(2, 10), until: at(2, 10) },
    ],
    ["nothing was read before", null, { weight: "blind", from: null, until: at(2, 10) }],
  ])("cleared: %s", (_, before, expected) => {
    const found = missing(facts(week, { marks: [mark(1102, at(2, 10), { before })] }));
    expect(found).toEqual([expect.objectContaining({ kind: "cleared", who: "CORP\\a.lund", ...expected })]);
  });

  test("dropped since the record before, a changed policy, a clock that was set", () => {
    const before = { recordId: 400, at: at(2, 7) };
    expect(said(facts(week, { marks: [mark(1101, at(2, 8), { before })] }))).toEqual([
      { kind: "dropped", weight: "partial", from: at(2, 7), until: at(2, 8) },
    ]);
    expect(said(facts(week, { marks: [mark(4719, at(2, 8))] }))).toEqual([
      { kind: "policy_changed", weight: "note", from: at(2, 8), until: at(2, 8) },
    ]);
    const step = (by: number) => mark(4616, at(2, 8) + by, { previousAt: at(2, 8), newAt: at(2, 8) + by });
    expect(missing(facts(week, { marks: [step(59_000)] }))).toEqual([]);
    expect(missing(facts(week, { marks: [step(-2 * HOUR)] }))).toEqual([
      expect.objectContaining({ kind: "clock", from: at(2, 6), until: at(2, 8), seconds: -7_200 }),
    ]);
  });

  test("a leap in the numbers is a gap only where records were to be expected inside it", () => {
    const leap = (records: number, hours: number) => {
      const jump = { fromRecord: 250, untilRecord: 250 + records, from: at(2, 9), until: at(2, 9 + hours) };
      return missing(facts(week.map((day, i) => (i === 2 ? { ...day, jumps: [jump] } : day))));
    };
    // One number in three is kept: 90 numbers without one would be 30 records that are not there.
    expect(leap(90, 5)).toEqual([expect.objectContaining({ kind: "gap", log: "Security", missing: 89 })]);
    expect(leap(30, 5)).toEqual([]);
    expect(leap(90, 0.5)).toEqual([]);
  });

  test("a gap that the reader told counts however short, and is not told twice", () => {
    const told = { log: "Security", from: at(2, 9), until: at(2, 9) + 60_000, missing: 3 } as const;
    const stretch = { kind: "gap", weight: "blind", who: null, seconds: null };
    expect(missing(facts(week, { gaps: [told] }))).toEqual([{ ...told, ...stretch }]);
    const jump = { fromRecord: 250, untilRecord: 340, from: at(2, 9), until: at(2, 14) };
    const leaping = week.map((day, i) => (i === 2 ? { ...day, jumps: [jump] } : day));
    expect(missing(facts(leaping, { gaps: [told] }))).toEqual([{ ...told, ...stretch }]);
    const elsewhere = { ...told, log: "System" } as const;
    expect(missing(facts(leaping, { gaps: [elsewhere] }))).toHaveLength(2);
    expect(coverageOf(facts(week, { gaps: [told] }), NOW).wholeSince).toBe(told.until);
  });

  test("a gap between days, and numbers that begin anew after one", () => {
    const later = workday(4, { firstRecord: 5_000, lastRecord: 5_119 });
    expect(said(facts([...week.slice(0, 2), later]))).toEqual([
      { kind: "gap", weight: "blind", from: at(1, 18), until: at(4, 8) },
    ]);
    const anew = missing(
      facts([workday(3), workday(4, { firstRecord: 1, lastRecord: 120 })].map((day) => day)),
    );
    expect(anew).toEqual([]);
    const muchLater = missing(facts([workday(2), workday(4, { firstRecord: 1, lastRecord: 120 })]));
    expect(muchLater).toEqual([expect.objectContaining({ kind: "gap", missing: null })]);
    // Nothing was written over a long weekend.
    expect(missing(facts([workday(0), workday(4, { firstRecord: 121, lastRecord: 240 })]))).toEqual([]);
  });

  test("the log itself tells that Audit Logoff was off, and a quiet day between does not hide it", () => {
    const off = { logoffs: 0 };
    const days = [
      workday(0),
      workday(1, off),
      workday(2, { logons: 1, logoffs: 0 }),
      workday(3, off),
      workday(4),
    ];
    expect(said(facts(days))).toEqual([
      { kind: "no_logoffs", weight: "partial", from: at(1, 8), until: at(3, 18) },
    ]);
    expect(missing(facts([workday(0, { logoffs: 0, logons: 4 })]))).toEqual([]);
    expect(missing(facts([workday(0, { logoffs: 0, lastAt: at(0, 9) })]))).toEqual([]);
  });

  test("disconnects and logons that only another log saw", () => {
    const manager = workday(1, { managed: 2, logons: 0, logoffs: 0, turns: 0 }, "LocalSessionManager");
    expect(said(facts([workday(1, { turns: 0 }), manager]))).toEqual([
      { kind: "no_turns", weight: "partial", from: at(1, 8), until: at(1, 18) },
    ]);
    expect(missing(facts([workday(1), manager]))).toEqual([]);
    const system = workday(1, { notices: 2, logons: 0, logoffs: 0, turns: 0 }, "System");
    expect(said(facts([workday(1, { logons: 0 }), system])).map(({ kind }) => kind)).toEqual(["no_logons"]);
  });

  test("the policy as the host reports it, from the last day on that shows otherwise", () => {
    const policy = { source: "auditpol", subcategories: [{ name: "Logoff", setting: "none" }] };
    expect(said(facts(week, { policy }))).toEqual([
      { kind: "no_logoffs", weight: "partial", from: at(4, 18), until: null },
    ]);
    expect(coverageOf(facts(week, { policy }), NOW).wholeSince).toBeNull();
    expect(missing(facts(week, { policy, platform: "linux" }))).toEqual([]);
  });

  test("a clock that is off matters where an agent compares it", () => {
    expect(missing(facts(week, { clockSkewMs: -12_000 }))).toEqual([
      expect.objectContaining({ kind: "skew", weight: "note", seconds: -12 }),
    ]);
    expect(missing(facts(week, { clockSkewMs: 4_000 }))).toEqual([]);
    expect(missing(facts(week, { clockSkewMs: -12_000, isEnrolled: false })).map(({ kind }) => kind)).toEqual(
      ["ended"],
    );
  });
});

test("blind at an instant: before everything, in a hole of the only log, not where another log tells", () => {
  const cleared = { marks: [mark(1102, at(2, 10), { before: { recordId: 300, at: at(2, 8) } })] };
  const alone = facts(week, cleared);
  const kindAt = (given: CoverageFacts, when: number) =>
    blindAt(given, coverageOf(given, NOW), when)?.kind ?? null;
  expect([at(-1), at(1, 12), at(2, 9), at(2, 11)].map((when) => kindAt(alone, when))).toEqual([
    "before_first",
    null,
    "cleared",
    null,
  ]);
  const both = facts([...week, ...week.map((day) => ({ ...day, log: "System" as const }))], cleared);
  expect(kindAt(both, at(2, 9))).toBeNull();
  expect(kindAt(facts([]), at(2))).toBe("never");
});

const anyDay = fc
  .record({
    day: fc.integer({ min: 0, max: 20 }),
    log: fc.constantFrom<LogName>("Security", "System", "LocalSessionManager"),
    events: fc.integer({ min: 1, max: 500 }),
    first: fc.integer({ min: 1, max: 100_000 }),
    spread: fc.integer({ min: 0, max: 5_000 }),
    hour: fc.integer({ min: 0, max: 12 }),
    hours: fc.integer({ min: 0, max: 11 }),
    sums: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)),
  })
  .map(({ day, log, events, first, spread, hour, hours, sums }): LogDay => {
    const [logons, logoffs, turns, notices, managed] = sums;
    const times = { firstAt: at(day, hour), lastAt: at(day, hour + hours) };
    const records = { firstRecord: first, lastRecord: first + spread };
    return { log, events, ...records, ...times, logons, logoffs, turns, notices, managed, jumps: [] };
  });
const anyFacts = fc
  .uniqueArray(anyDay, { selector: (day) => `${day.log} ${Math.floor(day.firstAt / DAY)}`, maxLength: 40 })
  .map((days) => facts(days));

describe("laws", () => {
  test("every stretch lies the right way round, the newest first, and the order of the facts never matters", () => {
    fc.assert(
      fc.property(anyFacts, fc.integer(), (given, seed) => {
        const { stretches } = coverageOf(given, NOW);
        for (const { from, until } of stretches)
          expect((from ?? until ?? 0) <= (until ?? from ?? 0)).toBe(true);
        const ends = stretches.map(({ until }) => until ?? Number.POSITIVE_INFINITY);
        expect(ends).toEqual([...ends].sort((a, b) => b - a));
        const shuffled = [...given.days].sort(
          (a, b) => Math.sin(seed + a.firstAt) - Math.sin(seed + b.firstAt),
        );
        expect(
          new Set(coverageOf({ ...given, days: shuffled }, NOW).stretches.map((s) => JSON.stringify(s))),
        ).toEqual(new Set(stretches.map((s) => JSON.stringify(s))));
      }),
    );
  });

  test("nothing is missing after `wholeSince`, and a smaller window never names more", () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(20), fc.nat(20), (given, a, b) => {
        const { stretches, wholeSince } = coverageOf(given, NOW);
        const gravely = (list: readonly Stretch[]) =>
          list.filter(({ weight, kind }) => weight !== "note" && kind !== "ended" && kind !== "silent");
        if (wholeSince !== null)
          expect(gravely(touching(stretches, wholeSince, Number.POSITIVE_INFINITY))).toEqual([]);
        const [from, until] = [Math.min(a, b), Math.max(a, b) + 1];
        const inner = touching(stretches, at(from), at(until));
        const outer = touching(stretches, at(from - 1), at(until + 1));
        expect(inner.every((stretch) => outer.includes(stretch))).toBe(true);
      }),
    );
  });
});
