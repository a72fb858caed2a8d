import fc from "fast-check";
import { type AuditEvent, EMPTY_EVENT } from "../../audit-event";

const MORNING = Date.UTC(2026, 2, 2, 8);

/** When the next boot began; null where the data ends. */
export const nextStarts = fc.constantFrom(null, MORNING, MORNING + 86_400_000);

export function startEvent(at: number): AuditEvent {
  return { ...EMPTY_EVENT, log: "Security", eventId: 4608, recordId: 1, at };
}

const WHAT = [
  "logon",
  "logon",
  "logon",
  "linked",
  "unlinked",
  "about",
  "about",
  "about",
  "about",
  "clock",
  "stop",
  "gap",
] as const;

/** One boot's Security log in which every LogonId is given once, but ends, locks and reconnects name any of them. */
export const bootLogs = logsOf(WHAT);

/** As well, ids are given again, to anybody, and records of one person name what is another's. */
export const sharedLogs = logsOf([...WHAT, "again", "again", "again", "other", "other"]);

function logsOf(what: readonly ((typeof WHAT)[number] | "again" | "other")[]): fc.Arbitrary<AuditEvent[]> {
  return fc
    .array(
      fc.record({
        what: fc.constantFrom(...what),
        gapMs: fc.constantFrom(0, 5, 300, 900, 1500, 9000, 12_000, 60_000, 3_600_000, -600_000),
        person: fc.constantFrom(1, 1, 2),
        type: fc.constantFrom(2, 2, 10, 10, 11, 7, 3),
        by: fc.constantFrom("User32 ", "User32 ", "User32 ", "User32 ", "Advapi", "CredPro"),
        about: fc.constantFrom(4634, 4634, 4634, 4647, 4647, 4778, 4779, 4800, 4801),
        whose: fc.nat(),
        stepMs: fc.constantFrom(1000, 60_000, 7_200_000, -60_000),
      }),
      { maxLength: 30 },
    )
    .map((steps) => {
      const events: AuditEvent[] = [];
      /** Ids and whose they are; the first one's logon is not in the log. */
      const lost = { logonId: "0xf", person: 1 };
      const given = [lost];
      let at = MORNING;
      const write = (eventId: number, fields: Partial<AuditEvent>) => {
        events.push({ ...EMPTY_EVENT, ...fields, log: "Security", eventId, at, recordId: events.length + 1 });
      };
      const give = (person: number) => {
        const logonId = `0x${(given.length + 15).toString(16)}`;
        given.push({ logonId, person });
        return logonId;
      };
      for (const step of steps) {
        at += step.gapMs;
        const who = { sid: `S-1-5-21-1-2-3-${step.person}`, userName: `user${step.person}` };
        const logon = { ...who, logonType: step.type, logonProcessName: step.by };
        if (step.what === "logon") write(4624, { ...logon, logonId: give(step.person) });
        else if (step.what === "linked") {
          const [elevated, filtered] = [give(step.person), give(step.person)];
          write(4624, { ...logon, logonId: elevated, linkedLogonId: filtered, elevated: true });
          write(4624, { ...logon, logonId: filtered, linkedLogonId: elevated, elevated: false });
        } else if (step.what === "unlinked") {
          write(4624, { ...logon, logonId: give(step.person) });
          write(4624, { ...logon, logonId: give(step.person) });
        } else if (step.what === "clock") write(4616, { previousAt: at, newAt: at + step.stepMs });
        else if (step.what === "stop") write(1100, {});
        else if (step.what === "gap") write(step.type > 9 ? 1102 : 1104, {});
        else if (step.what === "again") {
          const { logonId } = given[step.whose % given.length] ?? lost;
          given.push({ logonId, person: step.person });
          write(4624, { ...logon, logonId });
        } else {
          const { logonId, person: first } = given[step.whose % given.length] ?? lost;
          const person = step.what === "other" ? 3 - first : first;
          const owner = { sid: `S-1-5-21-1-2-3-${person}`, userName: `user${person}` };
          const isReconnect = step.about === 4778 || step.about === 4779;
          write(step.about, {
            ...(isReconnect ? { userName: owner.userName } : owner),
            logonId,
            logonType: step.about === 4634 ? (step.type === 3 ? 3 : 2) : null,
          });
        }
      }
      return events;
    });
}
