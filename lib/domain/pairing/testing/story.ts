import fc from "fast-check";
import { type AuditEvent, EMPTY_EVENT, type LogName } from "../../audit-event";

/** What happened on a host, told from above, and the records that it left. The truth needs no pairing. */
export interface Story {
  readonly events: readonly AuditEvent[];
  readonly truth: readonly TrueSession[];
}

export interface TrueSession {
  readonly boot: string;
  readonly logonId: string;
  readonly linkedLogonId: string | null;
  readonly sid: string;
  readonly startedAt: number;
  readonly end: string;
  readonly endAt: number | null;
  readonly notBefore: number;
  readonly notAfter: number | null;
  readonly locked: readonly (readonly [number, number | null])[];
}

interface Visit {
  readonly gapMin: number;
  readonly lengthMin: number;
  readonly type: 2 | 10 | 11;
  readonly split: "none" | "linked" | "unlinked";
  readonly end: "logoff" | "logoff late destroyed" | "destroyed" | "noticed" | "none";
  readonly locks: readonly { readonly afterMin: number; readonly unlock: 0 | 2 | 7 | 11 }[];
}

interface Run {
  readonly visits: readonly (readonly Visit[])[];
  readonly stop: "clean" | "dirty" | "unrecorded";
  readonly isNoticed: boolean;
}

const visit = fc.record({
  gapMin: fc.integer({ min: 2, max: 300 }),
  lengthMin: fc.integer({ min: 60, max: 600 }),
  type: fc.constantFrom(2, 10, 11),
  split: fc.constantFrom("none", "linked", "unlinked"),
  end: fc.constantFrom("logoff", "logoff", "logoff late destroyed", "destroyed", "noticed", "none"),
  locks: fc.array(
    fc.record({ afterMin: fc.integer({ min: 3, max: 15 }), unlock: fc.constantFrom(0, 2, 7, 11) }),
    { maxLength: 3 },
  ),
}) as fc.Arbitrary<Visit>;

const run = fc.record({
  visits: fc.array(fc.array(visit, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  stop: fc.constantFrom("clean", "dirty", "unrecorded"),
  isNoticed: fc.boolean(),
}) as fc.Arbitrary<Run>;

export const stories: fc.Arbitrary<Story> = fc
  .array(run, { minLength: 1, maxLength: 4 })
  .map((runs) => tell(runs));

const MINUTE = 60_000;

/** Unsorted facts first; then each log numbers its records in the order of time, as a host with a good clock does. */
function tell(runs: readonly Run[]): Story {
  const facts: Omit<AuditEvent, "recordId">[] = [];
  const truth: TrueSession[] = [];
  let at = Date.UTC(2026, 2, 2);
  let luid = 0x1000;
  for (const [i, told] of runs.entries()) {
    const boot = String(i + 1);
    if (i > 0 && runs[i - 1]?.stop === "dirty") facts.push(fact("Security", 1101, at - 1));
    facts.push(fact("Security", 4608, at));
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
        const isNoticed = told.isNoticed || v.end === "noticed";
        if (isNoticed) push(fact("System", 7001, startedAt + 200, { sid: who.sid, sessionId }));

        const locked: (readonly [number, number | null])[] = [];
        let lockAt = startedAt;
        for (const lock of v.locks) {
          lockAt += lock.afterMin * MINUTE;
          const unlockAt = lockAt + MINUTE;
          push(fact("Security", 4800, lockAt, { ...who, logonId, sessionId }));
          if (lock.unlock !== 0) {
            const id = `0x${(luid++).toString(16)}`;
            push(fact("Security", 4624, unlockAt - 20, { ...logon, logonType: lock.unlock, logonId: id }));
            push(fact("Security", 4634, unlockAt - 10, { ...who, logonType: lock.unlock, logonId: id }));
          }
          push(fact("Security", 4801, unlockAt, { ...who, logonId, sessionId }));
          locked.push([lockAt, unlockAt]);
          lockAt = unlockAt;
        }

        const endAt = startedAt + v.lengthMin * MINUTE;
        const session = {
          boot,
          logonId,
          linkedLogonId: v.split === "none" ? null : other,
          sid: who.sid,
          startedAt,
          locked,
        };
        const close = (end: string, eventId: number, log: LogName = "Security") => {
          push(
            fact(
              log,
              eventId,
              endAt,
              log === "System"
                ? { sid: who.sid, sessionId }
                : { ...who, logonId, ...(eventId === 4634 ? { logonType: 2 } : {}) },
            ),
          );
          truth.push({ ...session, end, endAt, notBefore: endAt, notAfter: endAt });
        };
        if (v.end === "none") {
          open.push(session);
          break;
        }
        if (v.end === "logoff" || v.end === "logoff late destroyed") close("logged_off exact", 4647);
        if (v.end === "destroyed") close("destroyed exact", 4634);
        if (v.end === "noticed") close("notified exact", 7002, "System");
        now = endAt + 2 * MINUTE;
        if (v.end === "logoff late destroyed")
          push(fact("Security", 4634, now, { ...who, logonId, logonType: v.type }));
      }
    }
    const stopAt = lastAt + 5 * MINUTE;
    if (told.stop === "clean") facts.push(fact("Security", 1100, stopAt));
    at = stopAt + 10 * MINUTE;
    const isLast = i === runs.length - 1;
    const isDirty = told.stop === "dirty";
    for (const session of open) {
      if (told.stop === "clean") {
        truth.push({ ...session, end: "shut_down high", endAt: stopAt, notBefore: stopAt, notAfter: stopAt });
      } else if (isLast) {
        truth.push({ ...session, end: "open open", endAt: null, notBefore: lastAt, notAfter: null });
      } else {
        const end = isDirty ? "crashed interval" : "lost low";
        const notAfter = isDirty ? at - 1 : at;
        truth.push({ ...session, end, endAt: null, notBefore: lastAt, notAfter });
      }
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

function fact(
  log: LogName,
  eventId: number,
  at: number,
  fields: Partial<AuditEvent> = {},
): Omit<AuditEvent, "recordId"> {
  const { recordId: _, ...event } = { ...EMPTY_EVENT, recordId: 0, ...fields, log, eventId, at };
  return event;
}
