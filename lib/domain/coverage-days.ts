import type { Stretch } from "./coverage";
import type { LogDay } from "./coverage-facts";

const HOUR = 3_600_000;
/** Fewer are no pattern. */
const LOGONS = 5;
const LOGON_HOURS = 3;
const NOTICES = 8;

type Verdict = "on" | "off" | "silent";
type PolicyKind = Extract<Stretch["kind"], "no_logons" | "no_logoffs" | "no_turns">;

/** What the log itself tells of the policy: logons for hours and no logoff, disconnects that only another log saw. */
export function dayStretches(days: readonly LogDay[]): Stretch[] {
  const byDay = new Map<number, LogDay[]>();
  for (const day of days) {
    const key = Math.floor(day.firstAt / (24 * HOUR));
    const same = byDay.get(key);
    if (same) same.push(day);
    else byDay.set(key, [day]);
  }
  const ordered = [...byDay].sort(([a], [b]) => a - b).map(([, logs]) => logs);
  const rules: readonly [PolicyKind, (logs: readonly LogDay[]) => Verdict][] = [
    ["no_logons", logonVerdict],
    ["no_logoffs", logoffVerdict],
    ["no_turns", turnVerdict],
  ];
  return rules.flatMap(([kind, verdict]) => runs(kind, ordered, verdict));
}

function logonVerdict(logs: readonly LogDay[]): Verdict {
  const security = of(logs, "Security");
  if (!security) return "silent";
  if (security.logons > 0) return "on";
  return security.events >= LOGONS && notices(logs) >= 2 ? "off" : "silent";
}

function logoffVerdict(logs: readonly LogDay[]): Verdict {
  const security = of(logs, "Security");
  if (!security) return "silent";
  if (security.logoffs > 0) return "on";
  const hours = (security.lastAt - security.firstAt) / HOUR;
  return security.logons >= LOGONS && hours >= LOGON_HOURS ? "off" : "silent";
}

function turnVerdict(logs: readonly LogDay[]): Verdict {
  const security = of(logs, "Security");
  if (!security) return "silent";
  if (security.turns > 0) return "on";
  const seen = (of(logs, "LocalSessionManager")?.managed ?? 0) > 0;
  return security.logons > 0 && (seen || notices(logs) >= NOTICES) ? "off" : "silent";
}

function notices(logs: readonly LogDay[]): number {
  return of(logs, "System")?.notices ?? 0;
}

function of(logs: readonly LogDay[], name: LogDay["log"]): LogDay | undefined {
  return logs.find(({ log }) => log === name);
}

/** Days without a verdict neither begin nor end a run. */
function runs(
  kind: PolicyKind,
  days: readonly (readonly LogDay[])[],
  verdict: (logs: readonly LogDay[]) => Verdict,
): Stretch[] {
  const found: Stretch[] = [];
  let open: { from: number; until: number } | null = null;
  const close = () => {
    if (open) {
      found.push({
        kind,
        weight: "partial",
        log: "Security",
        ...open,
        who: null,
        missing: null,
        seconds: null,
      });
    }
    open = null;
  };
  for (const logs of days) {
    const said = verdict(logs);
    if (said === "on") close();
    const security = of(logs, "Security");
    if (said !== "off" || !security) continue;
    open = { from: (open as { from: number } | null)?.from ?? security.firstAt, until: security.lastAt };
  }
  close();
  return found;
}
