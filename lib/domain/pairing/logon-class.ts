import type { AuditEvent } from "../audit-event";
import { isOwnLogonId, isPerson } from "./person";

/** Logons that can begin a session of a person. */
const SESSION_TYPES = new Set([2, 10, 11, 12]);
const UNLOCK_TYPES = new Set([7, 13]);

export type LogonClass = "candidate" | "unlock" | "elevation" | "programmatic";

/** A 4624 of a person at a keyboard, near or far; whether it is a session is another question. */
export function isInteractiveLogon(event: AuditEvent): boolean {
  return (
    event.eventId === 4624 &&
    isInteractiveType(event.logonType) &&
    isPerson(event) &&
    isOwnLogonId(event.logonId)
  );
}

export function isInteractiveType(logonType: number | null): boolean {
  return logonType !== null && (SESSION_TYPES.has(logonType) || UNLOCK_TYPES.has(logonType));
}

export function isSessionType(logonType: number | null): boolean {
  return logonType !== null && SESSION_TYPES.has(logonType);
}

/** What an interactive logon is by its own fields. */
export function classOfLogon(event: AuditEvent): LogonClass {
  if (event.logonType !== null && UNLOCK_TYPES.has(event.logonType)) return "unlock";
  const by = event.logonProcessName?.trim().toLowerCase() ?? "";
  if (by === "credpro" || /(^|[\\/])consent\.exe$/i.test(event.processName?.trim() ?? "")) return "elevation";
  return by === "" || by === "-" || by === "user32" ? "candidate" : "programmatic";
}
