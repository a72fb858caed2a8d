import { type AuditEvent, LOGS, SENS, WTS } from "../audit-event";
import { isPerson, isSamePerson, type Named } from "./person";
import { byTime } from "./record-order";

export type NoticeRole = "start" | "shell" | "end" | "disconnect" | "reconnect" | "lock" | "unlock";

/** One use of a terminal session number by one person, as System, LocalSessionManager, WTS and SENS tell it. */
export interface TerminalRun extends Named {
  readonly sessionId: string | null;
  sid: string | null;
  userName: string | null;
  domainName: string | null;
  readonly events: AuditEvent[];
  readonly starts: AuditEvent[];
  readonly ends: AuditEvent[];
}

const SYSTEM_ROLES = new Map<number, NoticeRole>([
  [7001, "start"],
  [7002, "end"],
]);
/**
 * Not 39 and 40, which name no user: the 24 beside them tells the disconnection and whose it is, and a 40 can stand behind
 * the 25 of whoever took the session over. 41 and 42 arbitrate before anybody is on.
 */
const LSM_ROLES = new Map<number, NoticeRole>([
  [21, "start"],
  [22, "shell"],
  [23, "end"],
  [24, "disconnect"],
  [25, "reconnect"],
]);
const WTS_ROLES = new Map<number, NoticeRole>([
  [WTS.LOGON, "start"],
  [WTS.LOGOFF, "end"],
  [WTS.LOCK, "lock"],
  [WTS.UNLOCK, "unlock"],
  [WTS.CONSOLE_CONNECT, "reconnect"],
  [WTS.REMOTE_CONNECT, "reconnect"],
  [WTS.CONSOLE_DISCONNECT, "disconnect"],
  [WTS.REMOTE_DISCONNECT, "disconnect"],
]);
const SENS_ROLES = new Map<number, NoticeRole>([
  [SENS.LOGON, "start"],
  [SENS.LOGOFF, "end"],
  [SENS.START_SHELL, "shell"],
  [SENS.POST_SHELL, "shell"],
  [SENS.LOCK, "lock"],
  [SENS.UNLOCK, "unlock"],
  [SENS.DISCONNECT, "disconnect"],
  [SENS.RECONNECT, "reconnect"],
]);
const NO_ROLES = new Map<number, NoticeRole>();
const ROLES = [NO_ROLES, NO_ROLES, SYSTEM_ROLES, LSM_ROLES, WTS_ROLES, SENS_ROLES, NO_ROLES, NO_ROLES];

/** Two sources tell one logon within this time, and one logoff within twice as much. */
const ONE_LOGON_MS = 60_000;
const ONE_LOGOFF_MS = 120_000;

export function roleOf(event: AuditEvent): NoticeRole | null {
  return ROLES[LOGS[event.log]]?.get(event.eventId) ?? null;
}

/** Notices in any order; those that name neither a session number nor a SID are not for here. */
export function terminalRuns(events: readonly AuditEvent[]): TerminalRun[] {
  const current = new Map<string, TerminalRun>();
  const runs: TerminalRun[] = [];
  for (const event of events.filter((e) => roleOf(e) !== null).sort(byTime)) {
    const key = keyOf(event);
    const isNamed = event.sid !== null || event.userName !== null;
    if (key === null || (isNamed && !isPerson(event))) continue;
    let run = current.get(key);
    if (!run || !belongs(run, event)) {
      if (!isNamed) continue;
      run = {
        sessionId: event.sessionId,
        sid: null,
        userName: null,
        domainName: null,
        events: [],
        starts: [],
        ends: [],
      };
      current.set(key, run);
      runs.push(run);
    }
    add(run, event);
  }
  return runs;
}

function keyOf(event: AuditEvent): string | null {
  if (event.sessionId !== null) return event.sessionId;
  return event.sid === null || event.log === "SENS" ? null : `sid ${event.sid}`;
}

function belongs(run: TerminalRun, event: AuditEvent): boolean {
  const isNamed = event.sid !== null || event.userName !== null;
  const canDiffer = isNamed && (event.sid !== null ? run.sid !== null : run.userName !== null);
  if (canDiffer && !isSamePerson(run, event)) return false;
  const lastEnd = run.ends.at(-1);
  switch (roleOf(event)) {
    case "start": {
      const first = run.starts[0];
      const isNew = !run.starts.some((start) => isSameKind(start, event));
      if (run.ends.length > 0 || !isNew) return false;
      return first ? event.at - first.at <= ONE_LOGON_MS : isWithin(run.events[0], event, ONE_LOGON_MS);
    }
    case "end":
      if (!lastEnd) return true;
      return !run.ends.some((end) => isSameKind(end, event)) && isWithin(run.ends[0], event, ONE_LOGOFF_MS);
    default:
      return !lastEnd || isWithin(lastEnd, event, ONE_LOGOFF_MS);
  }
}

function add(run: TerminalRun, event: AuditEvent): void {
  run.events.push(event);
  const role = roleOf(event);
  if (role === "start") run.starts.push(event);
  if (role === "end") run.ends.push(event);
  run.sid ??= event.sid;
  run.userName ??= event.userName;
  run.domainName ??= event.domainName;
}

function isSameKind(a: AuditEvent, b: AuditEvent): boolean {
  return a.log === b.log && a.eventId === b.eventId;
}

function isWithin(earlier: AuditEvent | undefined, later: AuditEvent, ms: number): boolean {
  return earlier !== undefined && later.at - earlier.at <= ms;
}
