import type { AuditEvent } from "../audit-event";
import { refOf } from "./endings";
import type { LeftoverFacts } from "./leftover";

/** What some records say together. */
export function leftoverFacts(boot: string, events: readonly AuditEvent[], because: string): LeftoverFacts {
  const first = events[0];
  return {
    boot,
    at: first?.at ?? 0,
    sid: events.find((event) => event.sid !== null)?.sid ?? null,
    userName: events.find((event) => event.userName !== null)?.userName ?? null,
    domainName: events.find((event) => event.domainName !== null)?.domainName ?? null,
    logonId: first?.logonId ?? null,
    sessionId: events.find((event) => event.sessionId !== null)?.sessionId ?? null,
    because,
    records: events.map(refOf),
  };
}
