import type { AuditEvent } from "../audit-event";

/** Whether an account is a person's: a local, domain or Entra account that is not a machine's. */
export function isPerson(event: Pick<AuditEvent, "sid" | "userName">): boolean {
  if (event.sid !== null && !isPersonSid(event.sid)) return false;
  if (event.userName === null) return event.sid !== null;
  return isPersonName(event.userName);
}

/** One person, as far as the two say: by SID where both have one, else by name, and by domain where both have that. */
export function isSamePerson(a: Named, b: Named): boolean {
  if (a.sid !== null && b.sid !== null) return a.sid === b.sid;
  if (a.userName === null || b.userName === null) return false;
  if (nameKey(a.userName) !== nameKey(b.userName)) return false;
  return a.domainName === null || b.domainName === null || isSameDomain(a.domainName, b.domainName);
}

export type Named = Pick<AuditEvent, "sid" | "userName" | "domainName">;

/** `CORP\a.user` and `A.User` are looked up under one key. */
export function nameKey(userName: string): string {
  return userName.slice(userName.lastIndexOf("\\") + 1).toLowerCase();
}

/** SYSTEM, NETWORK SERVICE, LOCAL SERVICE, IUSR, and no logon at all: one id for all of their work. */
const SHARED_LOGON_IDS = new Set(["0x0", "0x3e3", "0x3e4", "0x3e5", "0x3e7"]);

export function isOwnLogonId(logonId: string | null): logonId is string {
  return logonId !== null && !SHARED_LOGON_IDS.has(logonId);
}

const SERVICE_NAMES = new Set(["", "-", "system", "local service", "network service", "anonymous logon"]);

function isPersonSid(sid: string): boolean {
  return /^S-1-(5-21|12-1)-/i.test(sid) || sid.startsWith("uid:");
}

function isPersonName(userName: string): boolean {
  const name = nameKey(userName);
  return !name.endsWith("$") && !/^(dwm|umfd)-\d+$/.test(name) && !SERVICE_NAMES.has(name);
}

/** `CORP` and `corp.example.com` name one domain in different records. */
function isSameDomain(a: string, b: string): boolean {
  const firstLabel = (domain: string) => domain.toLowerCase().split(".", 1)[0];
  return firstLabel(a) === firstLabel(b);
}
