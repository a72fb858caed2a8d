import type { Segment } from "./ending";
import type { PolicyRule } from "./policy";
import { DAY, MINUTE, weekdayOf, type ZoneClock } from "./zone-clock";

/** A session as a policy sees it, live or recorded. Epoch milliseconds. */
export interface PolicySession {
  readonly id: string;
  /** Sessions of one person are counted together. */
  readonly person: string;
  readonly startedAt: number;
  /** Null while it lasts. */
  readonly endedAt: number | null;
  readonly segments: readonly Segment[];
}

/** When each session first broke the rule inside [from, until); those that kept it are missing. */
export function findBreaches(
  rule: PolicyRule,
  sessions: readonly PolicySession[],
  { from, until, clock }: { readonly from: number; readonly until: number; readonly clock: ZoneClock },
): ReadonlyMap<string, number> {
  if (rule.kind === "concurrent") return crowded(rule.most, sessions, from, until);
  const breaches = new Map<string, number>();
  for (const session of sessions) {
    const at = breachOf(rule, session, from, clock);
    if (at !== null && at < Math.min(session.endedAt ?? until, until)) breaches.set(session.id, at);
  }
  return breaches;
}

function breachOf(
  rule: Exclude<PolicyRule, { kind: "concurrent" }>,
  session: PolicySession,
  from: number,
  clock: ZoneClock,
): number | null {
  const begins = Math.max(session.startedAt, from);
  switch (rule.kind) {
    case "hours":
      return firstOutside(rule, begins, clock);
    case "duration":
      return Math.max(session.startedAt + rule.minutes * MINUTE, from);
    case "idle":
      return firstUnused(session, rule.minutes * MINUTE, from);
  }
}

type Hours = Extract<PolicyRule, { kind: "hours" }>;

/** The first instant from there on at which nobody may be on; null where every hour is allowed. */
export function firstOutside(rule: Hours, at: number, clock: ZoneClock): number | null {
  const [opens, closes] = [minutesOf(rule.from) * MINUTE, minutesOf(rule.until) * MINUTE];
  let now = at;
  // Each turn leaves one opening: after a week of them every hour is allowed.
  for (let turn = 0; turn < 16; turn++) {
    const closing = closingOf(rule, { opens, closes }, now, clock);
    if (closing === null) return now;
    now = closing;
  }
  return null;
}

/** When the opening that holds this instant closes; null where none holds it. */
function closingOf(
  rule: Hours,
  { opens, closes }: { readonly opens: number; readonly closes: number },
  at: number,
  clock: ZoneClock,
): number | null {
  const isOvernight = closes <= opens;
  const today = clock.dayNumber(at);
  for (const day of [today, today - 1]) {
    if (!rule.days.includes(weekdayOf(day))) continue;
    const opensAt = clock.instant(day * DAY + opens);
    const closesAt = clock.instant((isOvernight ? day + 1 : day) * DAY + closes);
    if (at >= opensAt && at < closesAt) return closesAt;
  }
  return null;
}

export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Idle, locked and disconnected are one stretch in which nobody uses it. */
function firstUnused({ segments, endedAt }: PolicySession, ms: number, from: number): number | null {
  let since: number | null = null;
  let last = 0;
  for (const { kind, from: begins, until } of segments) {
    if (kind === "active") {
      since = null;
      continue;
    }
    if (since === null || begins > last) since = begins;
    last = until ?? endedAt ?? Number.POSITIVE_INFINITY;
    const at = Math.max(since + ms, from);
    if (at < last) return at;
  }
  return null;
}

/** Whenever a person has more than that, the oldest of theirs goes, at the instant at which one too many began. */
function crowded(
  most: number,
  sessions: readonly PolicySession[],
  from: number,
  until: number,
): ReadonlyMap<string, number> {
  const byPerson = new Map<string, PolicySession[]>();
  for (const session of sessions) {
    const theirs = byPerson.get(session.person);
    if (theirs) theirs.push(session);
    else byPerson.set(session.person, [session]);
  }
  const breaches = new Map<string, number>();
  for (const theirs of byPerson.values()) {
    if (theirs.length <= most) continue;
    theirs.sort((a, b) => a.startedAt - b.startedAt || compareIds(a.id, b.id));
    let on: PolicySession[] = [];
    for (const session of theirs) {
      const at = Math.max(session.startedAt, from);
      if (at >= until) break;
      on = on.filter(({ endedAt }) => endedAt === null || endedAt > at);
      if (session.endedAt !== null && session.endedAt <= at) continue;
      on.push(session);
      while (on.length > most) {
        const oldest = on.shift();
        if (oldest) breaches.set(oldest.id, at);
      }
    }
  }
  return breaches;
}

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
