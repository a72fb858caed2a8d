import { type AuditEvent, EMPTY_EVENT, type LogName } from "@/lib/domain/audit-event";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The Security and System logs of one terminal server that never restarts: every person logs on once a day, locks, unlocks
 * and logs off; there is nobody off at any time of the day. The same events every time, in the order of time.
 */
export function* terminalServer(
  people: number,
  from: number,
  seed = 1,
): Generator<AuditEvent, never, undefined> {
  const records = new Map<LogName, number>();
  let luid = 0x10000 * seed;
  const stamp = (facts: Fact): AuditEvent => {
    const recordId = (records.get(facts.log) ?? 0) + 1;
    records.set(facts.log, recordId);
    return { ...EMPTY_EVENT, ...facts, recordId };
  };
  let waiting: Fact[] = [];
  for (let day = 0; ; day++) {
    const facts = waiting;
    waiting = [];
    for (let n = 0; n < people; n++) {
      const startAt = from + day * DAY + Math.floor((n * DAY) / people) + n;
      facts.push(...visit(n, startAt, luid, String(2 + ((day * people + n) % (2 * people)))));
      luid += 4;
    }
    const until = from + (day + 1) * DAY;
    waiting = facts.filter(({ at }) => at >= until);
    for (const fact of facts.filter(({ at }) => at < until).sort((a, b) => a.at - b.at)) yield stamp(fact);
  }
}

type Fact = Omit<Partial<AuditEvent>, "log" | "at" | "eventId"> & Pick<AuditEvent, "log" | "at" | "eventId">;

function visit(n: number, startAt: number, luid: number, sessionId: string): Fact[] {
  const sid = `S-1-5-21-10-20-30-${1100 + n}`;
  const who = { sid, userName: `person${n}`, domainName: "CORP" };
  const logonId = `0x${luid.toString(16)}`;
  const unlockId = `0x${(luid + 1).toString(16)}`;
  const logon = { ...who, logonProcessName: "User32 ", processName: "C:\\Windows\\System32\\winlogon.exe" };
  const at = (minutes: number) => startAt + minutes * MINUTE;
  const security = (eventId: number, when: number, facts: Partial<AuditEvent>): Fact => ({
    ...facts,
    log: "Security",
    eventId,
    at: when,
  });
  return [
    security(4624, at(0), {
      ...logon,
      logonId,
      logonType: 10,
      address: `10.1.${n % 250}.7`,
      workstation: `PC-${n}`,
    }),
    { log: "System", eventId: 7001, at: at(0) + 200, sid, sessionId },
    security(4800, at(120), { ...who, logonId, sessionId }),
    security(4624, at(150) - 20, { ...logon, logonId: unlockId, logonType: 7 }),
    security(4634, at(150) - 10, { ...who, logonId: unlockId, logonType: 7 }),
    security(4801, at(150), { ...who, logonId, sessionId }),
    security(4647, at(480), { ...who, logonId }),
    { log: "System", eventId: 7002, at: at(480) + 200, sid, sessionId },
    security(4634, at(481), { ...who, logonId, logonType: 10 }),
  ];
}

export function take<T>(events: Iterator<T>, count: number): T[] {
  const list: T[] = [];
  while (list.length < count) {
    const next = events.next();
    if (next.done) break;
    list.push(next.value);
  }
  return list;
}
