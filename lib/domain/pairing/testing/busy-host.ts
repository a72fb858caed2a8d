import type { AuditEvent } from "../../audit-event";

const PER_BOOT = 2000;
const PEOPLE = 40;

/** A terminal server's Security log of so many records: noise of services and the network, people in between, LogonIds used again after every start. */
export function busyHost(records: number): AuditEvent[] {
  const events: AuditEvent[] = [];
  let at = Date.UTC(2026, 0, 1);
  // Written out, as readers do: spreading would give each event a shape of its own, and measure that.
  const write = (eventId: number, fields: Partial<AuditEvent> = {}) => {
    at += 1700;
    events.push({
      log: "Security",
      recordId: events.length + 1,
      at,
      eventId,
      boot: null,
      sid: fields.sid ?? null,
      userName: fields.userName ?? null,
      domainName: fields.domainName ?? null,
      logonId: fields.logonId ?? null,
      linkedLogonId: fields.linkedLogonId ?? null,
      logonType: fields.logonType ?? null,
      elevated: fields.elevated ?? null,
      logonProcessName: fields.logonProcessName ?? null,
      processName: null,
      sessionId: fields.sessionId ?? null,
      address: fields.address ?? null,
      workstation: null,
      previousAt: null,
      newAt: null,
      reason: null,
    });
  };
  while (events.length < records) {
    write(4608);
    const end = Math.min(records, events.length + PER_BOOT);
    let luid = 0x10000;
    for (let n = 0; events.length < end - 1; n++) {
      const person = n % PEOPLE;
      const who = { sid: `S-1-5-21-1-2-3-${1100 + person}`, userName: `user${person}`, domainName: "CORP" };
      const id = () => `0x${(luid++).toString(16)}`;
      for (const logonType of [3, 5, 3]) {
        const logonId = id();
        write(4624, { ...who, logonType, logonId, logonProcessName: "Kerberos", address: "10.0.0.7" });
        write(4634, { ...who, logonType, logonId });
      }
      const [elevated, logonId] = [id(), id()];
      const logon = { ...who, logonType: 10, logonProcessName: "User32 " };
      write(4624, { ...logon, logonId: elevated, linkedLogonId: logonId, elevated: true });
      write(4624, { ...logon, logonId, linkedLogonId: elevated, elevated: false });
      write(4800, { ...who, logonId, sessionId: String(person) });
      const unlock = id();
      write(4624, { ...logon, logonType: 7, logonId: unlock });
      write(4634, { ...who, logonType: 7, logonId: unlock });
      write(4801, { ...who, logonId, sessionId: String(person) });
      if (n % 5 !== 0) write(4647, { ...who, logonId });
    }
    if (Math.floor(events.length / PER_BOOT) % 3 !== 0) write(1100);
  }
  return events.slice(0, records);
}
