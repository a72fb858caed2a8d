import {
  type AuditEvent,
  EMPTY_EVENT,
  LOGIND,
  type LogName,
  RECORDS_MISSING,
  SENS,
  WTMP,
} from "../../audit-event";
import type { PairedSession } from "../../ending";

/**
 * Logs as text, one step after a `;` or a line end: a time (hours may pass 24), a verb, and words in any order.
 *
 *   00:00 boot; 09:00 logon ann 0x1 t2 ts1; 12:00 lock 0x1; 17:00 logoff 0x1; 17:01 stop
 *
 * Words: `0x1` LogonId, `~0x2` linked id, `t2` type, `ts1` terminal session, `by:CredPro` logon process, `in:a.exe` process,
 * `elevated`, `filtered`, `sid:S-1-5-80-1`, `#40` record id, `@b1` boot id, `>08:00` the time a clock or a 6008 tells, anything else a name.
 */
export function readTimeline(text: string): AuditEvent[] {
  const lastRecord = new Map<LogName, number>();
  return text
    .split(/[;\n]/)
    .map((step) => step.trim().split(/\s+/))
    .filter(([time]) => time !== undefined && time !== "")
    .map(([time = "", verb = "", ...words]) => {
      const known = VERBS[verb];
      if (!known) throw new Error(`no such verb: ${verb}`);
      const [log, eventId] = known;
      const fields = Object.assign({}, ...words.map(readWord)) as Partial<AuditEvent>;
      const recordId = fields.recordId ?? (lastRecord.get(log) ?? 0) + 1;
      lastRecord.set(log, recordId);
      const event = { ...EMPTY_EVENT, log, eventId, at: timeOf(time), ...fields, recordId };
      return verb === "clock"
        ? { ...event, previousAt: event.at, newAt: event.previousAt }
        : withAccount(event);
    });
}

const VERBS: Readonly<Record<string, readonly [LogName, number]>> = {
  boot: ["Security", 4608],
  dropped: ["Security", 1101],
  cleared: ["Security", 1102],
  full: ["Security", 1104],
  missing: ["Security", RECORDS_MISSING],
  "lsm-missing": ["LocalSessionManager", RECORDS_MISSING],
  stop: ["Security", 1100],
  process: ["Security", 4688],
  clock: ["Security", 4616],
  logon: ["Security", 4624],
  destroyed: ["Security", 4634],
  logoff: ["Security", 4647],
  reconnect: ["Security", 4778],
  disconnect: ["Security", 4779],
  lock: ["Security", 4800],
  unlock: ["Security", 4801],
  saver: ["Security", 4802],
  unsaver: ["Security", 4803],
  "7001": ["System", 7001],
  "7002": ["System", 7002],
  "6005": ["System", 6005],
  "6006": ["System", 6006],
  "6008": ["System", 6008],
  "6009": ["System", 6009],
  "12": ["System", 12],
  "13": ["System", 13],
  "41": ["System", 41],
  "42": ["System", 42],
  "107": ["System", 107],
  "1074": ["System", 1074],
  lsm21: ["LocalSessionManager", 21],
  lsm22: ["LocalSessionManager", 22],
  lsm23: ["LocalSessionManager", 23],
  lsm24: ["LocalSessionManager", 24],
  lsm25: ["LocalSessionManager", 25],
  lsm39: ["LocalSessionManager", 39],
  lsm40: ["LocalSessionManager", 40],
  lsm41: ["LocalSessionManager", 41],
  lsm42: ["LocalSessionManager", 42],
  wts4: ["WTS", 4],
  wts3: ["WTS", 3],
  wts5: ["WTS", 5],
  wts6: ["WTS", 6],
  wts7: ["WTS", 7],
  wts8: ["WTS", 8],
  "sens-logon": ["SENS", SENS.LOGON],
  "sens-logoff": ["SENS", SENS.LOGOFF],
  "sens-lock": ["SENS", SENS.LOCK],
  "sens-unlock": ["SENS", SENS.UNLOCK],
  "host-up": ["logind", LOGIND.BOOT],
  "host-down": ["logind", LOGIND.SHUTDOWN],
  new: ["logind", LOGIND.SESSION_NEW],
  removed: ["logind", LOGIND.SESSION_REMOVED],
  locked: ["logind", LOGIND.LOCKED],
  unlocked: ["logind", LOGIND.UNLOCKED],
  "wtmp-boot": ["wtmp", WTMP.BOOT_TIME],
  "wtmp-shutdown": ["wtmp", WTMP.RUN_LEVEL],
  "wtmp-user": ["wtmp", WTMP.USER_PROCESS],
  "wtmp-dead": ["wtmp", WTMP.DEAD_PROCESS],
};

const MIDNIGHT = Date.UTC(2026, 2, 2);

function timeOf(text: string): number {
  const [hours = "0", minutes = "0", seconds = "0"] = text.split(":");
  return MIDNIGHT + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000);
}

function readWord(word: string): Partial<AuditEvent> {
  if (word.startsWith("0x")) return { logonId: word };
  if (word.startsWith("~")) return { linkedLogonId: word.slice(1) };
  if (word.startsWith("#")) return { recordId: Number(word.slice(1)) };
  if (word.startsWith("@")) return { boot: word.slice(1) };
  if (word.startsWith(">")) return { previousAt: timeOf(word.slice(1)) };
  if (word.startsWith("sid:")) return { sid: word.slice(4) };
  if (word.startsWith("in:")) return { processName: word.slice(3) };
  if (word.startsWith("by:")) return { logonProcessName: word.slice(3) };
  if (word.startsWith("state:") || word.startsWith("why:"))
    return { reason: word.slice(word.indexOf(":") + 1) };
  if (word.startsWith("from:")) return { address: word.slice(5) };
  if (word === "elevated" || word === "filtered") return { elevated: word === "elevated" };
  if (/^t\d+$/.test(word)) return { logonType: Number(word.slice(1)) };
  if (/^ts\d+$/.test(word)) return { sessionId: word.slice(2) };
  if (/^s:/.test(word)) return { logonId: word.slice(2), sessionId: word.slice(2) };
  if (/^pts\//.test(word)) return { sessionId: word };
  return { userName: word };
}

/** Names become accounts; System's 7001 and 7002 bear a SID and no name, LocalSessionManager and SENS a name and no SID. */
function withAccount(event: AuditEvent): AuditEvent {
  const name = event.userName;
  if (name === null || event.sid !== null || event.log === "wtmp") return event;
  if (event.log === "logind") return { ...event, sid: `uid:${sum(name)}@m` };
  const sid = /^(DWM|UMFD)-/.test(name) ? `S-1-5-90-0-${name.slice(4)}` : `S-1-5-21-1-2-3-${sum(name)}`;
  if (event.log === "System") return { ...event, sid, userName: null };
  const domainName = "CORP";
  if (event.log === "LocalSessionManager" || event.log === "SENS") return { ...event, domainName };
  return event.eventId === 4778 || event.eventId === 4779
    ? { ...event, domainName }
    : { ...event, domainName, sid };
}

function sum(name: string): number {
  return [...name].reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) % 100_000, 1000);
}

/** A session as one line: `0 0x1 ann 09:00-17:00 logged_off exact [locked 12:00-13:00]`. */
export function lineOf(session: PairedSession): string {
  const { ending } = session;
  const start = session.startedAt === null ? `<${clock(session.startedBefore)}` : clock(session.startedAt);
  const end =
    ending.kind === "open"
      ? `open as of ${clock(ending.asOf)}`
      : ending.at === null
        ? `${clock(ending.notBefore)}..${clock(ending.notAfter)}`
        : clock(ending.at);
  const who = session.userName ?? session.sid?.slice(-4) ?? "?";
  const segments = session.segments.map(
    (s) => ` [${s.kind} ${clock(s.from)}-${s.until === null ? "" : clock(s.until)}]`,
  );
  const kind = ending.kind === "open" ? "" : ` ${ending.kind} ${ending.confidence}`;
  return `${session.boot} ${session.logonId} ${who} ${start}-${end}${kind}${segments.join("")}`;
}

function clock(at: number | null): string {
  if (at === null) return "?";
  const total = at - MIDNIGHT;
  const part = (unit: number, of: number) => String(Math.floor(total / unit) % of).padStart(2, "0");
  const seconds = (total / 1000) % 60;
  const tail =
    seconds === 0
      ? ""
      : `:${String(Math.floor(seconds)).padStart(2, "0")}${seconds % 1 ? `.${total % 1000}` : ""}`;
  return `${part(3_600_000, 1000)}:${part(60_000, 60)}${tail}`;
}
