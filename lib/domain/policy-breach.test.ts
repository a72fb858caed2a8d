import fc from "fast-check";
import { expect, test } from "vitest";
import type { Segment } from "./ending";
import type { PolicyRule } from "./policy";
import { findBreaches, firstOutside, type PolicySession } from "./policy-breach";
import { simulatePolicy } from "./simulate-policy";
import { MINUTE, weekdayOf, type ZoneClock, zoneClock } from "./zone-clock";

const prague = zoneClock("Europe/Prague");
const at = (text: string) => Date.parse(text);
const week = { from: at("2026-11-09T00:00:00Z"), until: at("2026-11-16T00:00:00Z"), clock: prague };
const office: Extract<PolicyRule, { kind: "hours" }> = {
  kind: "hours",
  days: [0, 1, 2, 3, 4],
  from: "07:00",
  until: "19:00",
};
function session(
  id: string,
  from: string,
  until: string | null,
  segments: readonly Segment[] = [],
): PolicySession {
  return { id, person: "ann", startedAt: at(from), endedAt: until === null ? null : at(until), segments };
}
const breachOf = (rule: PolicyRule, ...sessions: PolicySession[]) =>
  [...findBreaches(rule, sessions, week)].map(([id, ms]) => `${id} ${new Date(ms).toISOString()}`);

test("outside the hours: at their end, at once at night, on Saturday; within them never", () => {
  expect(breachOf(office, session("a", "2026-11-10T08:00:00Z", null))).toEqual([
    "a 2026-11-10T18:00:00.000Z",
  ]);
  expect(breachOf(office, session("b", "2026-11-10T20:00:00Z", null))).toEqual([
    "b 2026-11-10T20:00:00.000Z",
  ]);
  expect(breachOf(office, session("c", "2026-11-14T10:00:00Z", null))).toEqual([
    "c 2026-11-14T10:00:00.000Z",
  ]);
  expect(breachOf(office, session("d", "2026-11-10T08:00:00Z", "2026-11-10T17:59:59Z"))).toEqual([]);
  // It had been on for days when the window began.
  expect(breachOf(office, session("e", "2026-11-01T08:00:00Z", null))).toEqual([
    "e 2026-11-09T00:00:00.000Z",
  ]);
});

test("hours over midnight belong to the day on which they begin", () => {
  const night = { ...office, days: [4], from: "22:00", until: "06:00" };
  const friday = at("2026-11-13T21:30:00Z");
  expect(firstOutside(night, friday, prague)).toBe(at("2026-11-14T05:00:00Z"));
  expect(firstOutside(night, at("2026-11-14T04:00:00Z"), prague)).toBe(at("2026-11-14T05:00:00Z"));
  expect(firstOutside(night, at("2026-11-14T21:30:00Z"), prague)).toBe(at("2026-11-14T21:30:00Z"));
});

test("the hours go by the wall clock where it is set; every hour of every day is never outside", () => {
  const clock = zoneClock("Europe/Prague");
  const sunday = { ...office, days: [6], from: "01:00", until: "04:00" };
  expect(firstOutside(sunday, at("2026-10-25T00:30:00Z"), clock)).toBe(at("2026-10-25T03:00:00Z"));
  const always = { ...office, days: [0, 1, 2, 3, 4, 5, 6], from: "00:00", until: "00:00" };
  expect(firstOutside(always, week.from, clock)).toBeNull();
});

test("idle, locked and disconnected are one stretch; activity begins it anew", () => {
  const segments = (...list: [Segment["kind"], string, string | null][]): Segment[] =>
    list.map(([kind, from, until]) => ({ kind, from: at(from), until: until === null ? null : at(until) }));
  const idle = { kind: "idle", minutes: 60 } as const;
  const joined = segments(
    ["active", "2026-11-10T08:00:00Z", "2026-11-10T09:00:00Z"],
    ["idle", "2026-11-10T09:00:00Z", "2026-11-10T09:40:00Z"],
    ["locked", "2026-11-10T09:40:00Z", null],
  );
  expect(breachOf(idle, session("a", "2026-11-10T08:00:00Z", null, joined))).toEqual([
    "a 2026-11-10T10:00:00.000Z",
  ]);
  const apart = segments(
    ["idle", "2026-11-10T09:00:00Z", "2026-11-10T09:40:00Z"],
    ["active", "2026-11-10T09:40:00Z", "2026-11-10T09:41:00Z"],
    ["idle", "2026-11-10T09:41:00Z", "2026-11-10T10:30:00Z"],
  );
  expect(breachOf(idle, session("b", "2026-11-10T08:00:00Z", "2026-11-10T10:30:00Z", apart))).toEqual([]);
  // Stretches with nothing known between them do not join.
  const gap = segments(
    ["locked", "2026-11-10T09:00:00Z", "2026-11-10T09:40:00Z"],
    ["locked", "2026-11-10T10:00:00Z", "2026-11-10T10:40:00Z"],
  );
  expect(breachOf(idle, session("c", "2026-11-10T08:00:00Z", null, gap))).toEqual([]);
});

test("too old, and one too many: the oldest goes when the newest comes", () => {
  const day = { kind: "duration", minutes: 600 } as const;
  expect(breachOf(day, session("a", "2026-11-10T08:00:00Z", null))).toEqual(["a 2026-11-10T18:00:00.000Z"]);
  expect(breachOf(day, session("b", "2026-11-10T08:00:00Z", "2026-11-10T18:00:00Z"))).toEqual([]);
  const one = { kind: "concurrent", most: 1 } as const;
  const three = [
    session("1", "2026-11-10T08:00:00Z", null),
    session("2", "2026-11-10T09:00:00Z", "2026-11-10T09:30:00Z"),
    session("3", "2026-11-10T10:00:00Z", null),
  ];
  expect(breachOf(one, ...three)).toEqual(["1 2026-11-10T09:00:00.000Z"]);
  expect(breachOf({ kind: "concurrent", most: 2 }, ...three)).toEqual([]);
});

test("warned and gone by themselves is no hit; what would come after now is none yet", () => {
  const steps = { graceMinutes: 15, verb: "log_off", thenLogOffAfterMinutes: null } as const;
  const sessions = [
    session("stays", "2026-11-10T08:00:00Z", "2026-11-10T22:00:00Z"),
    session("leaves", "2026-11-10T08:00:00Z", "2026-11-10T18:10:00Z"),
    session("now", "2026-11-10T08:00:00Z", null),
    { ...session("other", "2026-11-13T08:00:00Z", null), person: "bea" },
  ];
  const simulated = simulatePolicy({ rule: office, steps }, sessions, {
    ...week,
    until: at("2026-11-13T18:10:00Z"),
  });
  expect(simulated).toMatchObject({ people: 1, leftInTheGrace: 1, sessions: 4 });
  expect(simulated.hits.map(({ sessionId }) => sessionId)).toEqual(["stays", "now"]);
});

/** Obviously right and slow: asks every minute whether it may stay. */
function minuteByMinute(rule: PolicyRule, sessions: readonly PolicySession[], clock: ZoneClock) {
  const found = new Map<string, number>();
  for (let now = week.from; now < week.until; now += MINUTE) {
    const on = sessions.filter(
      (one) => !found.has(one.id) && one.startedAt <= now && (one.endedAt === null || one.endedAt > now),
    );
    for (const one of on) if (mayNotStay(rule, one, on, now, clock)) found.set(one.id, now);
  }
  return found;
}

function mayNotStay(
  rule: PolicyRule,
  one: PolicySession,
  on: PolicySession[],
  now: number,
  clock: ZoneClock,
) {
  if (rule.kind === "duration") return now - one.startedAt >= rule.minutes * MINUTE;
  if (rule.kind === "hours") {
    const wall = clock.wall(now);
    const minutes = Math.floor((wall % 86_400_000) / MINUTE);
    const day = weekdayOf(clock.dayNumber(now));
    const [from, until] = [rule.from, rule.until].map((text) => {
      const [h = 0, m = 0] = text.split(":").map(Number);
      return h * 60 + m;
    }) as [number, number];
    if (until > from) return !(rule.days.includes(day) && minutes >= from && minutes < until);
    const isLate = rule.days.includes(day) && minutes >= from;
    const isEarly = rule.days.includes((day + 6) % 7) && minutes < until;
    return !(isLate || isEarly);
  }
  if (rule.kind === "idle") {
    for (let back = 0; back <= rule.minutes; back++) {
      const then = now - back * MINUTE;
      const unused = one.segments.some(
        ({ kind, from, until }) =>
          kind !== "active" &&
          from <= then &&
          (back === 0 ? (until ?? Infinity) > then : (until ?? Infinity) >= then),
      );
      if (!unused || then < one.startedAt) return false;
    }
    return true;
  }
  const theirs = on.filter(({ person }) => person === one.person);
  const newer = theirs.filter(
    (other) => other.startedAt > one.startedAt || (other.startedAt === one.startedAt && other.id > one.id),
  );
  return newer.length >= rule.most;
}

const minute = fc.integer({ min: 0, max: 7 * 1_440 - 1 });
const clockText = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "30"))
  .map(([h, m]) => `${String(h).padStart(2, "0")}:${m}`);
const rules: fc.Arbitrary<PolicyRule> = fc.oneof(
  fc.record({
    kind: fc.constant("hours" as const),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    from: clockText,
    until: clockText,
  }),
  fc.record({ kind: fc.constant("duration" as const), minutes: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant("idle" as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant("concurrent" as const), most: fc.integer({ min: 1, max: 3 }) }),
);
const someSessions = fc
  .array(
    fc.tuple(
      minute,
      fc.integer({ min: 1, max: 3_000 }),
      fc.boolean(),
      fc.constantFrom("ann", "bea"),
      fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) =>
    list.map(([start, length, isOpen, person, cuts], i): PolicySession => {
      const startedAt = week.from + start * MINUTE;
      const endedAt = isOpen ? null : startedAt + length * MINUTE;
      let from = startedAt;
      const segments = cuts.map((cut, n): Segment => {
        const until = Math.min(from + cut * MINUTE, endedAt ?? Number.POSITIVE_INFINITY);
        const segment = {
          kind: (["active", "idle", "locked", "disconnected"] as const)[n % 4] ?? "idle",
          from,
          until,
        };
        from = until;
        return segment;
      });
      return {
        id: String(i),
        person,
        startedAt,
        endedAt,
        segments: segments.filter((s) => s.until !== null && s.until > s.from),
      };
    }),
  );

test("as somebody would find it who looks at every session every minute", () => {
  fc.assert(
    fc.property(rules, someSessions, (rule, sessions) => {
      const found = findBreaches(rule, sessions, week);
      expect([...found].sort()).toEqual([...minuteByMinute(rule, sessions, prague)].sort());
    }),
    { numRuns: 150, seed: 20_261_121 },
  );
});
