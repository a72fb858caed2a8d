import { type AuditEvent, LOGS, type LogName, RECORDS_MISSING } from "../audit-event";
import { groupBy } from "./group-by";
import { asWritten, mayBeTurned } from "./log-restarts";

/** Feeds that tell whole seconds date a record up to so much earlier than its own log does. */
const WHOLE_SECOND_MS = 1000;
const MILLISECOND = 1;

/** Each log in record order, logs one after the other, every record once. */
export function inRecordOrder(events: readonly AuditEvent[]): readonly AuditEvent[] {
  if (isOrdered(events)) return events;
  const once: AuditEvent[] = [];
  for (const event of [...events].sort((a, b) => compareRecords(a, b) || compareContents(a, b))) {
    const before = once.at(-1);
    if (!before || !isSameRecord(before, event)) once.push(event);
    else if (before.at !== event.at || before.eventId === RECORDS_MISSING)
      once[once.length - 1] = finerOf(before, event);
  }
  return [...eventsByLog(once).values()].flatMap(asWritten);
}

function isSameRecord(a: AuditEvent, b: AuditEvent): boolean {
  if (a.log !== b.log || a.recordId !== b.recordId) return false;
  // What another source brings was not missing.
  if (a.at === b.at || a.eventId === RECORDS_MISSING || b.eventId === RECORDS_MISSING) return true;
  return a.eventId === b.eventId && (isToldIn(WHOLE_SECOND_MS, a, b) || isToldIn(MILLISECOND, a, b));
}

function isToldIn(unit: number, whole: AuditEvent, exact: AuditEvent): boolean {
  return whole.at % unit === 0 && exact.at - whole.at < unit;
}

function finerOf(whole: AuditEvent, exact: AuditEvent): AuditEvent {
  if (exact.eventId === RECORDS_MISSING) return whole;
  return exact.boot === null && whole.boot !== null ? { ...exact, boot: whole.boot } : exact;
}

export function byTime(a: AuditEvent, b: AuditEvent): number {
  return a.at - b.at || compareRecords(a, b);
}

export function eventsByLog(events: readonly AuditEvent[]): ReadonlyMap<LogName, readonly AuditEvent[]> {
  return groupBy(events, (event) => event.log);
}

function isOrdered(events: readonly AuditEvent[]): boolean {
  let first = events[0];
  for (let i = 1; i < events.length; i++) {
    const before = events[i - 1];
    const event = events[i];
    if (!first || !before || !event) continue;
    if (before.log === event.log) {
      if (before.recordId >= event.recordId || mayBeTurned(first, event)) return false;
    } else if (LOGS[before.log] > LOGS[event.log]) return false;
    else first = event;
  }
  return true;
}

function compareRecords(a: AuditEvent, b: AuditEvent): number {
  return LOGS[a.log] - LOGS[b.log] || a.recordId - b.recordId || a.at - b.at;
}

const CONTENTS = [
  "boot",
  "eventId",
  "logonId",
  "linkedLogonId",
  "sid",
  "userName",
  "domainName",
  "logonType",
  "elevated",
  "logonProcessName",
  "processName",
  "sessionId",
  "address",
  "workstation",
  "previousAt",
  "newAt",
  "reason",
] as const satisfies readonly (keyof AuditEvent)[];

/** One record read twice may differ in what a reader knew: the one that says more comes first, whatever the order in. */
function compareContents(a: AuditEvent, b: AuditEvent): number {
  for (const field of CONTENTS) {
    const x = a[field];
    const y = b[field];
    if (x === y) continue;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -1 : 1;
  }
  return 0;
}
