import fc from "fast-check";
import { type AuditEvent, EMPTY_EVENT } from "../../audit-event";

/** Records that no host would write in this order: few ids, few people, every clash. */
export function soups(
  kinds: readonly (readonly [AuditEvent["log"], number])[],
  maxLength = 40,
): fc.Arbitrary<AuditEvent[]> {
  const step = fc.record({
    kind: fc.constantFrom(...kinds),
    gapMs: fc.constantFrom(0, 0, 5, 400, 1500, 9000, 30_000, 60_000, 600_000, 7_200_000, -3_600_000),
    skip: fc.constantFrom(1, 1, 1, 2, 4),
    person: fc.constantFrom(0, 0, 1, 2),
    id: fc.integer({ min: 1, max: 6 }),
    link: fc.constantFrom(0, 0, 1, 2, 3, 4, 5, 6),
    logonType: fc.constantFrom(2, 2, 2, 10, 10, 11, 7, 3, 5),
    by: fc.constantFrom("User32 ", "User32 ", "User32 ", "User32 ", null, "CredPro", "Advapi"),
    elevated: fc.constantFrom(true, false, null),
    number: fc.constantFrom("1", "1", "2", "3", null),
    other: fc.constantFrom(0, 60_000, -7_200_000),
  });
  return fc.array(step, { maxLength }).map((steps) => {
    let at = Date.UTC(2026, 2, 2, 8);
    const records = new Map<string, number>();
    return steps.map((s): AuditEvent => {
      const [log, eventId] = s.kind;
      at += s.gapMs;
      const recordId = (records.get(log) ?? 0) + s.skip;
      records.set(log, recordId);
      const named = PEOPLE[s.person] ?? { sid: null, userName: null };
      const base = { ...EMPTY_EVENT, log, eventId, recordId, at };
      if (log === "System") {
        if (eventId === 7001 || eventId === 7002) return { ...base, sid: named.sid, sessionId: s.number };
        if (eventId === 6008) return { ...base, previousAt: at + s.other };
        return { ...base, reason: eventId === 42 ? "6" : null };
      }
      if (log === "LocalSessionManager" || log === "SENS")
        return { ...base, userName: named.userName, sessionId: s.number };
      if (log === "WTS") return { ...base, ...(s.other === 0 ? {} : named), sessionId: s.number ?? "1" };
      if (log === "logind")
        return {
          ...base,
          ...named,
          logonId: String(s.id),
          sessionId: String(s.id),
          boot: s.person > 1 ? "b" : "a",
        };
      if (log === "wtmp")
        return { ...base, userName: eventId === 1 ? "shutdown" : named.userName, sessionId: `pts/${s.id}` };
      if (eventId === 4616) return { ...base, previousAt: at, newAt: at + s.other };
      if (eventId === 4608 || eventId < 2000) return base;
      const about = { ...base, logonId: `0x${s.id}` };
      if (eventId === 4778 || eventId === 4779) return { ...about, userName: named.userName };
      if (eventId === 4634) return { ...about, ...named, logonType: s.logonType };
      if (eventId === 4647) return { ...about, ...named };
      if (eventId !== 4624) return { ...about, ...named, sessionId: s.number };
      const linkedLogonId = s.link === 0 || s.link === s.id ? null : `0x${s.link}`;
      return {
        ...about,
        ...named,
        linkedLogonId,
        logonType: s.logonType,
        logonProcessName: s.by,
        elevated: s.elevated,
      };
    });
  });
}

const PEOPLE = [
  { sid: "S-1-5-21-1-2-3-1100", userName: "ann" },
  { sid: "S-1-5-21-1-2-3-1101", userName: "bob" },
  { sid: "S-1-5-18", userName: "WS01$" },
];

const security = [
  4624, 4624, 4624, 4624, 4634, 4634, 4634, 4647, 4647, 4778, 4779, 4800, 4801, 4802, 4803, 4616, 1100, 1101,
];

/** One boot's Security log. */
export const BOOT_KINDS = security.map((id) => ["Security", id] as const);

export const WINDOWS_KINDS = [
  ...BOOT_KINDS,
  ["Security", 4608],
  ["Security", 4608],
  ["Security", 4688],
  ...[7001, 7001, 7002, 6005, 6006, 6008, 6009, 12, 13, 42, 107, 1074].map((id) => ["System", id] as const),
  ...[21, 22, 23, 24, 25, 40].map((id) => ["LocalSessionManager", id] as const),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((id) => ["WTS", id] as const),
  ...[1, 2, 4, 5, 6, 7, 9, 10].map((id) => ["SENS", id] as const),
] as const;

export const LINUX_KINDS = [
  ...[1, 1, 1, 2, 2, 3, 4, 5, 6].map((id) => ["logind", id] as const),
  ...[1, 2, 7, 7, 8, 8].map((id) => ["wtmp", id] as const),
] as const;
