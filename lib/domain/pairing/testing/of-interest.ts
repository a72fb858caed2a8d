import type { AuditEvent } from "../../audit-event";

const INTERACTIVE = new Set([2, 7, 10, 11, 12, 13]);
const SESSION = new Set([4647, 4778, 4779, 4800, 4801, 4802, 4803]);

/** A record of a person's session in one of Windows' logs, by its own fields alone. */
export function isOfInterest(event: AuditEvent): boolean {
  const isPerson = event.sid?.startsWith("S-1-5-21-") || (event.sid === null && event.userName !== null);
  if (!isPerson || event.userName?.endsWith("$")) return false;
  switch (event.log) {
    case "Security":
      if (event.eventId === 4624 || event.eventId === 4634) return INTERACTIVE.has(event.logonType ?? -1);
      return SESSION.has(event.eventId);
    case "System":
      return event.eventId === 7001 || event.eventId === 7002;
    case "LocalSessionManager":
      return event.eventId <= 25 && event.sessionId !== null;
    case "WTS":
      return event.sessionId !== null;
    default:
      return event.log === "SENS";
  }
}
