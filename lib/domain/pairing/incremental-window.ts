import { type AuditEvent, isSessionLog, LOG_BY_NUMBER, LOGIND, LOGS } from "../audit-event";
import { markEvent, placeKey, type Seam } from "./incremental";
import { isInteractiveLogon, isInteractiveType } from "./logon-class";
import { isOwnLogonId } from "./person";
import { eventsByLog, inRecordOrder } from "./record-order";
import { traceWindows } from "./trace-windows";

/** Whether an event came in before a seam: by its number in its log, or by its time. */
export function isBehind(
  seam: Seam,
  { log, recordId, at }: Pick<AuditEvent, "log" | "recordId" | "at">,
): boolean {
  return at < seam.at || recordId <= (seam.records[LOGS[log]] ?? -1);
}

/** What is paired after a seam: what is carried over it, the marks of what is not, and what came later. */
export function windowAfter(
  seam: Seam,
  carried: readonly AuditEvent[],
  later: readonly AuditEvent[],
): AuditEvent[] {
  const whole = new Set(seam.carried.map(placeKey));
  const marks = seam.marks
    .filter((place) => !whole.has(placeKey(place)))
    .flatMap((place) => markEvent(place, LOG_BY_NUMBER));
  return [...marks, ...carried, ...later];
}

const ABOUT_A_SESSION = new Set([4634, 4647, 4778, 4779, 4800, 4801, 4802, 4803]);

export interface StrangeIds {
  /** They may be a settled session's. */
  readonly ids: readonly string[];
  /** Of these, what later records tell is a session's unless the logon was of another kind: a network's, a service's. */
  readonly ofAnyLogon: readonly string[];
}

/** LogonIds that later records name and that nothing carried explains. */
export function strangeLogonIds(carried: readonly AuditEvent[], later: readonly AuditEvent[]): StrangeIds {
  const strange = new Set<string>();
  const ofAnyLogon = new Set<string>();
  for (const event of later.filter(isAboutSession)) {
    if (isSessionLog(event.log)) {
      const id = event.logonId ?? event.sessionId;
      if (id !== null) strange.add(id);
      continue;
    }
    for (const id of [event.logonId, event.linkedLogonId]) if (isOwnLogonId(id)) strange.add(id);
    const isTelling =
      event.eventId !== 4634 || event.logonType === null || isInteractiveType(event.logonType);
    if (isTelling && event.eventId !== 4624 && event.logonId !== null) ofAnyLogon.add(event.logonId);
  }
  // Who set the clock or cleared the log is named by it, and not explained.
  for (const { logonId, linkedLogonId } of carried.filter(isAboutSession)) {
    if (logonId !== null) strange.delete(logonId);
    if (linkedLogonId !== null) strange.delete(linkedLogonId);
  }
  return { ids: [...strange], ofAnyLogon: [...ofAnyLogon].filter((id) => strange.has(id)) };
}

function isAboutSession(event: AuditEvent): boolean {
  if (isSessionLog(event.log)) return event.eventId !== LOGIND.BOOT && event.eventId !== LOGIND.SHUTDOWN;
  return event.log === "Security" && (ABOUT_A_SESSION.has(event.eventId) || isInteractiveLogon(event));
}

/** Whether a session shows itself after the seam by its end alone: it may have begun long before. */
export function hasNewOrphan(carried: readonly AuditEvent[], window: readonly AuditEvent[]): boolean {
  const old = new Set(carried);
  const isNew = (event: AuditEvent) => !old.has(event);
  return traceWindows(eventsByLog(inRecordOrder(window))).sessions.some(({ logons, evidence, run }) => {
    if (logons.length > 0) return false;
    const isToldByRun = run !== null && run.starts.length === 0 && run.events.some(isNew);
    return isToldByRun || evidence.some(({ event }) => isNew(event));
  });
}
