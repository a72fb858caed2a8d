import { type AuditEvent, EMPTY_EVENT, type LogName } from "../../audit-event";
import type { Run, Story, TrueSession, Witness } from "./story";

const MINUTE = 60_000;

/** Unsorted facts first; then each log numbers its records in the order of time, as a host with a good clock does. */
export function tell(runs: readonly Run[]): Story {
  const facts: Omit<AuditEvent, "recordId">[] = [];
  const truth: TrueSession[] = [];
  let at = Date.UTC(2026, 2, 2);
  let luid = 0x1000;
  for (const [i, told] of runs.entries()) {
    const boot = String(i + 1);
    const before = runs[i - 1]?.stop;
    if (before === "dirty") facts.push(fact("Security", 1101, at - 1));
    facts.push(fact("Security", 4608, at));
    if (before === "told dirty") facts.push(fact("System", 6008, at + 500, { previousAt: at - 7 * MINUTE }));
    const open: Omit<TrueSession, "end" | "endAt" | "notBefore" | "notAfter">[] = [];
    let lastAt = at;
    const push = (event: Omit<AuditEvent, "recordId">) => {
      facts.push(event);
      lastAt = Math.max(lastAt, event.at);
    };
    for (const [person, visits] of told.visits.entries()) {
      const who = { sid: `S-1-5-21-1-2-3-${1100 + person}`, userName: `user${person}`, domainName: "CORP" };
      let now = at + (person + 1) * 1000;
      for (const [n, v] of visits.entries()) {
        const startedAt = now + v.gapMin * MINUTE;
        const other = `0x${(luid++).toString(16)}`;
        const logonId = `0x${(luid++).toString(16)}`;
        const sessionId = String(10 + person * 10 + n);
        const logon = { ...who, logonType: v.type, logonProcessName: "User32 " };
        if (v.split === "linked") {
          push(
            fact("Security", 4624, startedAt, {
              ...logon,
              logonId: other,
              linkedLogonId: logonId,
              elevated: true,
            }),
          );
          push(
            fact("Security", 4624, startedAt, { ...logon, logonId, linkedLogonId: other, elevated: false }),
          );
        } else {
          if (v.split === "unlinked") push(fact("Security", 4624, startedAt, { ...logon, logonId: other }));
          push(fact("Security", 4624, startedAt, { ...logon, logonId }));
        }
        const witnesses = v.end === "noticed" && told.witnesses.length === 0 ? ["winlogon"] : told.witnesses;
        const tellsOf = (witness: Witness) => witnesses.includes(witness);
        const named = { userName: who.userName, domainName: who.domainName, sessionId };
        if (tellsOf("winlogon")) push(fact("System", 7001, startedAt + 200, { sid: who.sid, sessionId }));
        if (tellsOf("manager")) {
          push(fact("LocalSessionManager", 21, startedAt + 900, named));
          push(fact("LocalSessionManager", 22, startedAt + 1400, named));
        }

        const segments: TrueSession["segments"][number][] = [];
        let awayAt = startedAt;
        const logOnAgain = (logonType: number, atMs: number, lastsMs: number | null) => {
          const id = `0x${(luid++).toString(16)}`;
          push(fact("Security", 4624, atMs, { ...logon, logonType, logonId: id }));
          if (lastsMs !== null)
            push(fact("Security", 4634, atMs + lastsMs, { ...who, logonType, logonId: id }));
        };
        for (const { afterMin, back } of v.breaks) {
          awayAt += afterMin * MINUTE;
          const backAt = awayAt + MINUTE;
          if (back.from === "lock") {
            push(fact("Security", 4800, awayAt, { ...who, logonId, sessionId }));
            if (back.logon !== 0) logOnAgain(back.logon, backAt - 20, 10);
            push(fact("Security", 4801, backAt, { ...who, logonId, sessionId }));
            segments.push(["locked", awayAt, backAt]);
          } else {
            const about = { userName: who.userName, domainName: who.domainName, logonId };
            push(fact("Security", 4779, awayAt, about));
            if (tellsOf("manager")) {
              push(fact("LocalSessionManager", 40, awayAt - 100, { sessionId, reason: "0" }));
              push(fact("LocalSessionManager", 24, awayAt + 100, named));
            }
            if (back.logon !== 0) logOnAgain(back.logon, backAt - 700, back.isEnded ? 8000 : null);
            push(fact("Security", 4778, backAt, about));
            if (tellsOf("manager")) push(fact("LocalSessionManager", 25, backAt + 300, named));
            segments.push(["disconnected", awayAt, backAt]);
          }
          awayAt = backAt;
        }

        const endAt = startedAt + v.lengthMin * MINUTE;
        const session = {
          boot,
          logonId,
          linkedLogonId: v.split === "none" ? null : other,
          sid: who.sid,
          startedAt,
          segments,
        };
        const close = (end: string, closedAt: number) =>
          truth.push({ ...session, end, endAt: closedAt, notBefore: closedAt, notAfter: closedAt });
        if (v.end === "none") {
          open.push(session);
          break;
        }
        if (tellsOf("winlogon")) push(fact("System", 7002, endAt + 400, { sid: who.sid, sessionId }));
        if (tellsOf("manager")) push(fact("LocalSessionManager", 23, endAt + 1300, named));
        now = endAt + 2 * MINUTE;
        if (v.end === "noticed") close("notified exact", endAt + (tellsOf("winlogon") ? 400 : 1300));
        else if (v.end === "destroyed") {
          push(fact("Security", 4634, endAt, { ...who, logonId, logonType: 2 }));
          close("destroyed exact", endAt);
        } else {
          push(fact("Security", 4647, endAt, { ...who, logonId }));
          close("logged_off exact", endAt);
          if (v.end === "logoff late destroyed")
            push(fact("Security", 4634, now, { ...who, logonId, logonType: v.type }));
        }
      }
    }
    const stopAt = lastAt + 5 * MINUTE;
    const isClean = told.stop === "clean" || told.stop === "asked";
    if (isClean) facts.push(fact("Security", 1100, stopAt));
    if (told.stop === "asked") facts.push(fact("System", 1074, stopAt - MINUTE, { reason: "update" }));
    at = stopAt + 10 * MINUTE;
    for (const session of open) {
      if (isClean) {
        const notBefore = told.stop === "asked" ? stopAt - MINUTE : stopAt;
        truth.push({ ...session, end: "shut_down high", endAt: stopAt, notBefore, notAfter: stopAt });
      } else if (i === runs.length - 1) {
        truth.push({ ...session, end: "open open", endAt: null, notBefore: lastAt, notAfter: null });
      } else truth.push({ ...session, ...stoppedBetween(told.stop, lastAt, at) });
    }
  }
  const records = new Map<LogName, number>();
  const events = facts
    .map((event, i) => ({ event, i }))
    .sort((a, b) => a.event.at - b.event.at || a.i - b.i)
    .map(({ event }) => {
      const recordId = (records.get(event.log) ?? 0) + 1;
      records.set(event.log, recordId);
      return { ...event, recordId };
    });
  truth.sort((a, b) => a.startedAt - b.startedAt || (a.logonId < b.logonId ? -1 : 1));
  return { events, truth };
}

/** 6008 tells how long the host lived at least; 1101 stands before the next start. */
function stoppedBetween(stop: Run["stop"], lastAt: number, nextAt: number) {
  if (stop === "unrecorded") return { end: "lost low", endAt: null, notBefore: lastAt, notAfter: nextAt };
  const isTold = stop === "told dirty";
  return {
    end: "crashed interval",
    endAt: null,
    notBefore: isTold ? nextAt - 7 * MINUTE : lastAt,
    notAfter: isTold ? nextAt : nextAt - 1,
  };
}

function fact(
  log: LogName,
  eventId: number,
  at: number,
  fields: Partial<AuditEvent> = {},
): Omit<AuditEvent, "recordId"> {
  const { recordId: _, ...event } = { ...EMPTY_EVENT, recordId: 0, ...fields, log, eventId, at };
  return event;
}
