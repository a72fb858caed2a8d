import { AUDIT_BASELINE, compareAuditPolicy } from "./audit-baseline";
import type { LogName } from "./audit-event";
import { dayStretches } from "./coverage-days";
import type { CoverageFacts, LogDay } from "./coverage-facts";
import { allGapStretches } from "./coverage-gaps";
import { markStretches } from "./coverage-marks";
import { STALE_AFTER_MS } from "./live-session";

export type StretchKind =
  /** No log of the host was ever read. */
  | "never"
  /** Nothing older was read, or was left to read. */
  | "before_first"
  /** Other logs were read, the one that tells most was not. */
  | "log_missing"
  | "cleared"
  | "dropped"
  | "gap"
  /** What was read ends there, and no agent goes on. */
  | "ended"
  | "silent"
  | "no_logons"
  | "no_logoffs"
  | "no_turns"
  | "policy_changed"
  | "clock"
  | "skew";

/** A stretch of time that a host's history does not cover, or covers in part. Instants are epoch milliseconds. */
export interface Stretch {
  readonly kind: StretchKind;
  /** `blind`: of that log nothing is known. `partial`: something is missing. `note`: nothing is missing, and it matters. */
  readonly weight: "blind" | "partial" | "note";
  /** The log it is about; null for all of them. */
  readonly log: LogName | null;
  /** Null: as far back as anyone asks. */
  readonly from: number | null;
  /** Null: it lasts. */
  readonly until: number | null;
  /** Who cleared the log, or changed the policy. */
  readonly who: string | null;
  /** Records that are missing, as far as the numbers tell. */
  readonly missing: number | null;
  /** How far the clock was set, or is off. */
  readonly seconds: number | null;
}

export interface Coverage {
  /** Newest first. */
  readonly stretches: readonly Stretch[];
  /** From here to the last record nothing is missing; null where something is missing at the end. */
  readonly wholeSince: number | null;
}

const HOUR = 3_600_000;
/** An agent's clock is off where it is off by this much. */
const SKEW_MS = 5_000;

/** Everything that limits what a host's history can tell, out of sums and marks: the order of the facts never matters. */
export function coverageOf(facts: CoverageFacts, now: number): Coverage {
  const stretches = [
    ...edges(facts, now),
    ...markStretches(facts.marks),
    ...allGapStretches(facts.gaps, facts.logs, facts.days),
    ...dayStretches(facts.days),
    ...policyStretches(facts),
    ...skew(facts),
  ].sort(
    (a, b) =>
      (b.until ?? Number.POSITIVE_INFINITY) - (a.until ?? Number.POSITIVE_INFINITY) ||
      (b.from ?? Number.NEGATIVE_INFINITY) - (a.from ?? Number.NEGATIVE_INFINITY) ||
      (a.kind < b.kind ? -1 : 1),
  );
  return { stretches, wholeSince: wholeSince(stretches) };
}

/** Those that reach into [from, until). A mark without length belongs to the range it stands in. */
export function touching(stretches: readonly Stretch[], from: number, until: number): Stretch[] {
  return stretches.filter((stretch) => {
    const start = stretch.from ?? Number.NEGATIVE_INFINITY;
    const end = stretch.until ?? Number.POSITIVE_INFINITY;
    return start < until && (end > from || (start === end && start >= from));
  });
}

/** The stretch for which nobody can say who was on at an instant; null where at least one log tells. */
export function blindAt(facts: CoverageFacts, coverage: Coverage, at: number): Stretch | null {
  const blind = touching(coverage.stretches, at, at + 1).filter((stretch) => stretch.weight === "blind");
  const whole = blind.find((stretch) => stretch.log === null);
  if (whole) return whole;
  const told = facts.logs.filter(({ log }) => !blind.some((stretch) => stretch.log === log));
  return told.length === 0 ? (blind[0] ?? null) : null;
}

/** The log that tells most about sessions on such a host. */
export function mainLog(platform: string, logs: readonly { readonly log: LogName }[]): LogName {
  if (platform === "windows") return "Security";
  if (logs.some(({ log }) => log === "samba") && !logs.some(({ log }) => log === "logind")) return "samba";
  return logs.some(({ log }) => log === "logind") || !logs.some(({ log }) => log === "wtmp")
    ? "logind"
    : "wtmp";
}

const NONE = { who: null, missing: null, seconds: null } as const;

function edges(facts: CoverageFacts, now: number): Stretch[] {
  const { logs } = facts;
  if (logs.length === 0)
    return [{ ...NONE, kind: "never", weight: "blind", log: null, from: null, until: null }];
  const first = Math.min(...logs.map((log) => log.firstAt));
  const last = Math.max(...logs.map((log) => log.lastAt));
  const found: Stretch[] = [
    { ...NONE, kind: "before_first", weight: "blind", log: null, from: null, until: first },
  ];
  const name = mainLog(facts.platform, logs);
  const main = logs.find(({ log }) => log === name);
  const until = main ? main.firstAt : null;
  if (until === null || until - first > HOUR) {
    found.push({ ...NONE, kind: "log_missing", weight: "blind", log: name, from: first, until });
  }
  if (!facts.isEnrolled) {
    found.push({ ...NONE, kind: "ended", weight: "blind", log: null, from: last, until: null });
  } else if (facts.reportedAt !== null && now - facts.reportedAt > STALE_AFTER_MS) {
    found.push({ ...NONE, kind: "silent", weight: "blind", log: null, from: facts.reportedAt, until: null });
  }
  return found;
}

const BY_SUBCATEGORY = {
  Logon: ["no_logons", (day: LogDay) => day.logons > 0],
  Logoff: ["no_logoffs", (day: LogDay) => day.logoffs > 0],
  "Other Logon/Logoff Events": ["no_turns", (day: LogDay) => day.turns > 0],
} as const;

/** What the host said of its policy holds as long as its log does not show otherwise. */
function policyStretches({ platform, policy, days }: CoverageFacts): Stretch[] {
  if (platform !== "windows" || policy === null) return [];
  const off = new Set(compareAuditPolicy(policy).flatMap((row) => (row.verdict === "off" ? [row.name] : [])));
  return AUDIT_BASELINE.flatMap(({ name }): Stretch[] => {
    const rule = name in BY_SUBCATEGORY ? BY_SUBCATEGORY[name as keyof typeof BY_SUBCATEGORY] : undefined;
    if (!rule || !off.has(name)) return [];
    const [kind, isSeen] = rule;
    const seen = days.filter(isSeen).map((day) => day.lastAt);
    const from = seen.length > 0 ? Math.max(...seen) : null;
    return [{ ...NONE, kind, weight: "partial", log: "Security", from, until: null }];
  });
}

function skew({ isEnrolled, clockSkewMs, reportedAt }: CoverageFacts): Stretch[] {
  if (!isEnrolled || reportedAt === null || Math.abs(clockSkewMs) < SKEW_MS) return [];
  const seconds = clockSkewMs / 1_000;
  return [{ ...NONE, kind: "skew", weight: "note", log: null, from: reportedAt, until: null, seconds }];
}

function wholeSince(stretches: readonly Stretch[]): number | null {
  const missing = stretches.filter(
    ({ weight, kind }) => weight !== "note" && kind !== "ended" && kind !== "silent",
  );
  if (missing.some((stretch) => stretch.until === null)) return null;
  return missing.length === 0 ? null : Math.max(...missing.map((stretch) => stretch.until ?? 0));
}
