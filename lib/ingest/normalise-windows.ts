import type { AuditEvent } from "@/lib/domain/audit-event";
import { canonicalLogonId } from "@/lib/domain/ids";
import { auditLogOf, type WindowsLog } from "./audit-ids";
import { fromWritten } from "./instant";
import type { WindowsRecord } from "./windows-record";

/** The audit event that a record of Windows tells, by its named fields; null where it tells of no session. */
export function normaliseWindows(record: WindowsRecord): AuditEvent | null {
  const log = auditLogOf(record.channel, record.provider, record.eventId);
  return log === null ? null : FIELDS[log](record);
}

const FIELDS: Record<WindowsLog, (record: WindowsRecord) => AuditEvent> = {
  Security: securityEvent,
  System: systemEvent,
  LocalSessionManager: managerEvent,
};

function securityEvent(record: WindowsRecord): AuditEvent {
  switch (record.eventId) {
    case 4608:
    case 1100:
    case 1101:
    case 1104:
      return bare("Security", record);
    case 4616: {
      const event = subjectEvent(record);
      event.previousAt = instant(record, "PreviousTime");
      event.newAt = instant(record, "NewTime");
      return event;
    }
    case 4719: {
      const event = subjectEvent(record);
      event.reason = joined(record, ["SubcategoryGuid", "AuditPolicyChanges"]);
      return event;
    }
    case 1102:
    case 4672:
      return subjectEvent(record);
    case 4778:
    case 4779:
      return accountEvent(record);
    default:
      return targetEvent(record);
  }
}

function targetEvent(record: WindowsRecord): AuditEvent {
  const event = bare("Security", record);
  const { eventId } = event;
  event.sid = text(record, "TargetUserSid");
  event.userName = text(record, "TargetUserName");
  event.domainName = text(record, "TargetDomainName");
  // Explicit credentials were given by somebody who is logged on already.
  event.logonId = logonId(record, eventId === 4648 ? "SubjectLogonId" : "TargetLogonId");
  if (eventId === 4624 || eventId === 4625) {
    event.logonType = number(record, "LogonType");
    event.logonProcessName = text(record, "LogonProcessName");
    event.processName = text(record, "ProcessName");
    event.workstation = text(record, "WorkstationName");
    event.address = text(record, "IpAddress");
  } else if (eventId === 4634) event.logonType = number(record, "LogonType");
  else if (eventId === 4648) event.address = text(record, "IpAddress");
  else if (eventId >= 4800 && eventId <= 4803) event.sessionId = text(record, "SessionId");
  if (eventId === 4624) {
    const linked = logonId(record, "TargetLinkedLogonId");
    event.linkedLogonId = linked === "0x0" ? null : linked;
    event.elevated = yesNo(text(record, "ElevatedToken"));
  } else if (eventId === 4625) event.reason = text(record, "SubStatus");
  return event;
}

function accountEvent(record: WindowsRecord): AuditEvent {
  const event = bare("Security", record);
  event.userName = text(record, "AccountName");
  event.domainName = text(record, "AccountDomain");
  event.logonId = logonId(record, "LogonID");
  event.address = text(record, "ClientAddress");
  event.workstation = text(record, "ClientName");
  return event;
}

/** Who did it, by the token that did. */
function subjectEvent(record: WindowsRecord): BareEvent {
  const event = bare("Security", record);
  event.sid = text(record, "SubjectUserSid");
  event.userName = text(record, "SubjectUserName");
  event.domainName = text(record, "SubjectDomainName");
  event.logonId = logonId(record, "SubjectLogonId");
  return event;
}

function systemEvent(record: WindowsRecord): AuditEvent {
  const event = bare("System", record);
  switch (record.eventId) {
    case 7001:
    case 7002:
      event.sid = text(record, "UserSid");
      event.sessionId = text(record, "TSId");
      break;
    case 1074:
      event.reason = joined(record, ["param5", "param3", "param7", "param6"]);
      break;
    case 42:
      event.reason = text(record, "TargetState");
      break;
    case 6008:
      event.previousAt = lastKnownAt(record.text("Binary") ?? "");
  }
  return event;
}

function managerEvent(record: WindowsRecord): AuditEvent {
  const event = bare("LocalSessionManager", record);
  const user = text(record, "User");
  const slash = user?.indexOf("\\") ?? -1;
  event.userName = cleaned(user?.slice(slash + 1));
  event.domainName = slash > 0 ? cleaned(user?.slice(0, slash)) : null;
  // 39 and 40 spell it in their own ways.
  event.sessionId = text(record, "SessionID") ?? text(record, "TargetSession") ?? text(record, "Session");
  event.address = text(record, "Address");
  event.reason = text(record, "Reason");
  return event;
}

type BareEvent = { -readonly [Name in keyof AuditEvent]: AuditEvent[Name] };

/** That it happened, nothing more. Every event begins as one: one shape for all is what makes pairing fast. */
export function bare(log: WindowsLog, record: Pick<WindowsRecord, "recordId" | "at" | "eventId">): BareEvent {
  return {
    log,
    recordId: record.recordId,
    at: record.at,
    eventId: record.eventId,
    boot: null,
    sid: null,
    userName: null,
    domainName: null,
    logonId: null,
    linkedLogonId: null,
    logonType: null,
    elevated: null,
    logonProcessName: null,
    processName: null,
    sessionId: null,
    address: null,
    workstation: null,
    previousAt: null,
    newAt: null,
    reason: null,
  };
}

/** Two SYSTEMTIMEs, local then UTC, in hexadecimal; the strings beside them are localised. */
function lastKnownAt(binary: string): number | null {
  if (!/^[0-9a-f]{64}/i.test(binary)) return null;
  const word = (i: number) =>
    Number.parseInt(binary.slice(34 + i * 4, 36 + i * 4) + binary.slice(32 + i * 4, 34 + i * 4), 16);
  const [year, month, day, hour, minute, second, ms] = [0, 1, 3, 4, 5, 6, 7].map(word) as SystemTime;
  const isTime = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60;
  return isTime && year >= 1601 ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : null;
}

type SystemTime = [number, number, number, number, number, number, number];

function text(record: WindowsRecord, name: string): string | null {
  return cleaned(record.text(name));
}

function joined(record: WindowsRecord, names: readonly string[]): string | null {
  const parts = names.map((name) => text(record, name));
  return parts.filter((part) => part !== null).join("; ") || null;
}

/** Windows writes a dash where it has nothing to say. */
function cleaned(value: string | null | undefined): string | null {
  if (value === null || value === undefined || value === "" || value === "-") return null;
  if (value.charCodeAt(0) > 32 && value.charCodeAt(value.length - 1) > 32) return value;
  const trimmed = value.trim();
  return trimmed === "" || trimmed === "-" ? null : trimmed;
}

function number(record: WindowsRecord, name: string): number | null {
  const written = text(record, name);
  return written !== null && /^\d{1,9}$/.test(written) ? Number(written) : null;
}

const CANONICAL = /^0x[1-9a-f][0-9a-f]{0,15}$/;

function logonId(record: WindowsRecord, name: string): string | null {
  const written = text(record, name);
  if (written === null) return null;
  return CANONICAL.test(written) ? written : canonicalLogonId(written);
}

function instant(record: WindowsRecord, name: string): number | null {
  const written = text(record, name);
  return written === null ? null : (fromWritten(written)?.at ?? null);
}

function yesNo(value: string | null): boolean | null {
  return value === "%%1842" ? true : value === "%%1843" ? false : null;
}
