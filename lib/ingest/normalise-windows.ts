import type { AuditEvent } from "@/lib/domain/audit-event";
import { canonicalLogonId } from "@/lib/domain/ids";
import { auditLogOf, type WindowsLog } from "./audit-ids";
import { fromIso } from "./instant";
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
      return bare("Security", record);
    case 4616:
      return {
        ...subjectEvent(record),
        previousAt: instant(record, "PreviousTime"),
        newAt: instant(record, "NewTime"),
      };
    case 1102:
    case 4672:
      return subjectEvent(record);
    case 4778:
    case 4779:
      return {
        ...namedEvent(record, null, text(record, "AccountName"), text(record, "AccountDomain"), "LogonID"),
        address: text(record, "ClientAddress"),
        workstation: text(record, "ClientName"),
      };
    default:
      return targetEvent(record);
  }
}

/** Written out whole: the most frequent records, and one shape for all. */
function targetEvent(record: WindowsRecord): AuditEvent {
  const { eventId } = record;
  const isLogon = eventId === 4624 || eventId === 4625;
  const isSwitch = eventId >= 4800 && eventId <= 4803;
  const linked = eventId === 4624 ? logonId(record, "TargetLinkedLogonId") : null;
  return {
    log: "Security",
    recordId: record.recordId,
    at: record.at,
    eventId,
    boot: null,
    sid: text(record, "TargetUserSid"),
    userName: text(record, "TargetUserName"),
    domainName: text(record, "TargetDomainName"),
    // Explicit credentials were given by somebody who is logged on already.
    logonId: logonId(record, eventId === 4648 ? "SubjectLogonId" : "TargetLogonId"),
    linkedLogonId: linked === "0x0" ? null : linked,
    logonType: isLogon || eventId === 4634 ? number(record, "LogonType") : null,
    elevated: eventId === 4624 ? yesNo(text(record, "ElevatedToken")) : null,
    logonProcessName: isLogon ? text(record, "LogonProcessName") : null,
    processName: isLogon ? text(record, "ProcessName") : null,
    sessionId: isSwitch ? text(record, "SessionId") : null,
    address: isLogon || eventId === 4648 ? text(record, "IpAddress") : null,
    workstation: isLogon ? text(record, "WorkstationName") : null,
    previousAt: null,
    newAt: null,
    reason: eventId === 4625 ? text(record, "SubStatus") : null,
  };
}

/** Who did it, by the token that did. */
function subjectEvent(record: WindowsRecord): AuditEvent {
  const name = text(record, "SubjectUserName");
  return namedEvent(
    record,
    text(record, "SubjectUserSid"),
    name,
    text(record, "SubjectDomainName"),
    "SubjectLogonId",
  );
}

function namedEvent(
  record: WindowsRecord,
  sid: string | null,
  userName: string | null,
  domainName: string | null,
  logonIdField: string,
): AuditEvent {
  return {
    log: "Security",
    recordId: record.recordId,
    at: record.at,
    eventId: record.eventId,
    boot: null,
    sid,
    userName,
    domainName,
    logonId: logonId(record, logonIdField),
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

function systemEvent(record: WindowsRecord): AuditEvent {
  const base = bare("System", record);
  switch (record.eventId) {
    case 7001:
    case 7002:
      return { ...base, sid: text(record, "UserSid"), sessionId: text(record, "TSId") };
    case 1074: {
      const parts = ["param5", "param3", "param7", "param6"].map((name) => text(record, name));
      return { ...base, reason: parts.filter((part) => part !== null).join("; ") || null };
    }
    case 42:
      return { ...base, reason: text(record, "TargetState") };
    case 6008:
      return { ...base, previousAt: lastKnownAt(record.text("Binary") ?? "") };
    default:
      return base;
  }
}

function managerEvent(record: WindowsRecord): AuditEvent {
  const user = text(record, "User");
  const slash = user?.indexOf("\\") ?? -1;
  return {
    ...bare("LocalSessionManager", record),
    userName: cleaned(user?.slice(slash + 1)),
    domainName: slash > 0 ? cleaned(user?.slice(0, slash)) : null,
    // 39 and 40 spell it in their own ways.
    sessionId: text(record, "SessionID") ?? text(record, "TargetSession") ?? text(record, "Session"),
    address: text(record, "Address"),
    reason: text(record, "Reason"),
  };
}

export function bare(
  log: WindowsLog,
  record: Pick<WindowsRecord, "recordId" | "at" | "eventId">,
): AuditEvent {
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
  return written === null ? null : fromIso(written);
}

function yesNo(value: string | null): boolean | null {
  return value === "%%1842" ? true : value === "%%1843" ? false : null;
}
