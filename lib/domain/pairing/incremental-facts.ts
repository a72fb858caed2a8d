import { type AuditEvent, isSessionLog, LOGIND, RECORDS_MISSING, WTMP } from "../audit-event";
import { isInteractiveLogon } from "./logon-class";

/** Not the stops: one of which nobody knows any more that somebody logged on after it would be the boot's own. */
const POWER = new Set([42, 107, 109, 1074, 6005, 6008, 6009, 12]);
const ONE_STOP_MS = 15 * 60_000;
const STILL_MS = 60_000;

export interface CarriedFacts {
  readonly whole: readonly AuditEvent[];
  /** Of these only the place matters. */
  readonly marks: readonly AuditEvent[];
}

/** Records about the boot itself that sessions after an instant, or carried over it, still depend on. */
export function carriedFacts(
  ordered: readonly AuditEvent[],
  carried: ReadonlySet<AuditEvent>,
  at: number,
  marginMs: number,
): CarriedFacts {
  let since = at - Math.max(ONE_STOP_MS, marginMs);
  let firstRecord = Number.POSITIVE_INFINITY;
  for (const event of carried) {
    since = Math.min(since, event.at);
    if (event.log === "Security") firstRecord = Math.min(firstRecord, event.recordId);
  }
  since -= marginMs;
  const before = ordered.filter((event) => event.at < at);
  const needed = before.filter(
    (event) =>
      isAboutBoot(event) &&
      (event.at >= since || (event.log === "Security" && event.recordId >= firstRecord)),
  );
  const places = new Map(ordered.map((event, i) => [event, i]));
  const gaps = needed.filter(isGap);
  return {
    whole: [...needed, ...stops(before)],
    // A gap begins with the record before it.
    marks: gaps.flatMap((event) => ordered[(places.get(event) ?? 0) - 1] ?? []),
  };
}

function isGap(event: AuditEvent): boolean {
  return event.eventId === RECORDS_MISSING || (event.log === "Security" && GAPS.has(event.eventId));
}

const GAPS = new Set([1101, 1102, 1104]);

function isAboutBoot(event: AuditEvent): boolean {
  if (isGap(event)) return true;
  switch (event.log) {
    case "Security":
      return event.eventId === 4616 || event.eventId === 4608;
    case "System":
      return POWER.has(event.eventId);
    case "logind":
    case "samba":
      return event.eventId === LOGIND.SHUTDOWN;
    case "wtmp":
      return event.eventId === WTMP.RUN_LEVEL;
    default:
      return false;
  }
}

/** The stops that may turn out to be the boot's own: nobody has logged on since. */
function stops(before: readonly AuditEvent[]): AuditEvent[] {
  const found: AuditEvent[] = [];
  const security = before.filter(({ log }) => log === "Security");
  const index = security.findLastIndex(({ eventId }) => eventId === 1100);
  const stopped = security[index];
  if (stopped && !security.slice(index + 1).some((event) => isAfter(event, stopped, 0))) found.push(stopped);
  const system = before.filter(({ log }) => log === "System");
  const last = system.findLast(isSystemStop);
  if (last && !before.some((event) => isAfter(event, last, STILL_MS))) {
    found.push(last, ...system.filter(({ eventId }) => eventId === 6006).slice(-1));
  }
  const asked = system.filter(({ eventId }) => eventId === 1074);
  found.push(...asked.filter(({ at }) => found.some((stop) => at <= stop.at && stop.at - at <= ONE_STOP_MS)));
  const down = before.findLast((event) => isSessionLog(event.log) && event.eventId === LOGIND.SHUTDOWN);
  return down ? [...found, down] : found;
}

function isSystemStop({ eventId }: AuditEvent): boolean {
  return eventId === 6006 || eventId === 13;
}

function isAfter(event: AuditEvent, stop: AuditEvent, stillMs: number): boolean {
  if (event.at <= stop.at + stillMs) return false;
  return (
    (event.eventId === 7001 && (stillMs > 0 || event.log === "Security")) ||
    (event.log === "Security" && isInteractiveLogon(event))
  );
}
