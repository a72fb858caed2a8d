const SUBJECT = ["SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId"];
const TARGET = ["TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId"];
const LOGON_0 = [
  ...SUBJECT,
  ...TARGET,
  "LogonType",
  "LogonProcessName",
  "AuthenticationPackageName",
  "WorkstationName",
  "LogonGuid",
  "TransmittedServices",
  "LmPackageName",
  "KeyLength",
  "ProcessId",
  "ProcessName",
  "IpAddress",
  "IpPort",
];
const OUTBOUND = ["TargetOutboundUserName", "TargetOutboundDomainName"];
const TOKEN = ["VirtualAccount", "TargetLinkedLogonId", "ElevatedToken"];
const LOGON_2 = [...LOGON_0, "ImpersonationLevel", "RestrictedAdminMode", ...OUTBOUND, ...TOKEN];
const LOGON_3 = [
  ...LOGON_0,
  "ImpersonationLevel",
  "RestrictedAdminMode",
  "RemoteCredentialGuard",
  ...OUTBOUND,
  ...TOKEN,
];
const FAILED = [
  ...SUBJECT,
  "TargetUserSid",
  "TargetUserName",
  "TargetDomainName",
  "Status",
  "FailureReason",
  "SubStatus",
  "LogonType",
  "LogonProcessName",
  "AuthenticationPackageName",
  "WorkstationName",
  "TransmittedServices",
  "LmPackageName",
  "KeyLength",
  "ProcessId",
  "ProcessName",
  "IpAddress",
  "IpPort",
];
const EXPLICIT = [
  ...SUBJECT,
  "LogonGuid",
  "TargetUserName",
  "TargetDomainName",
  "TargetLogonGuid",
  "TargetServerName",
  "TargetInfo",
  "ProcessId",
  "ProcessName",
  "IpAddress",
  "IpPort",
];
const ACCOUNT = ["AccountName", "AccountDomain", "LogonID", "SessionName", "ClientName", "ClientAddress"];
const SWITCH = [...TARGET, "SessionId"];

const SECURITY: Readonly<Record<number, readonly string[]>> = {
  1102: SUBJECT,
  4616: [...SUBJECT, "PreviousTime", "NewTime", "ProcessId", "ProcessName"],
  4625: FAILED,
  4634: [...TARGET, "LogonType"],
  4647: TARGET,
  4648: EXPLICIT,
  4672: [...SUBJECT, "PrivilegeList"],
  4719: [...SUBJECT, "CategoryId", "SubcategoryId", "SubcategoryGuid", "AuditPolicyChanges"],
  4778: ACCOUNT,
  4779: ACCOUNT,
  4800: SWITCH,
  4801: SWITCH,
  4802: SWITCH,
  4803: SWITCH,
};
const SYSTEM: Readonly<Record<number, readonly string[]>> = {
  42: ["TargetState", "EffectiveState", "Reason", "Flags", "TransitionsToOn"],
  7001: ["TSId", "UserSid"],
  7002: ["TSId", "UserSid"],
};
const MANAGER: Readonly<Record<number, readonly string[]>> = {
  ...Object.fromEntries([21, 22, 23, 24, 25, 41, 42].map((id) => [id, ["User", "SessionID", "Address"]])),
  39: ["TargetSession", "Source"],
  40: ["Session", "Reason"],
};

/** The names of an event's values in their order; empty where none of them is asked for by name. */
export function positionsOf(
  channel: string,
  eventId: number,
  version: number,
  values: number,
): readonly string[] {
  const log = channel.toLowerCase();
  if (log === "security")
    return eventId === 4624 ? logonPositions(version, values) : (SECURITY[eventId] ?? []);
  return (log === "system" ? SYSTEM : MANAGER)[eventId] ?? [];
}

/** By the version, where the source has it; the count alone tells them apart as well. */
function logonPositions(version: number, values: number): readonly string[] {
  if (version >= 3 || values === LOGON_3.length) return LOGON_3;
  return version === 2 || values === LOGON_2.length ? LOGON_2 : LOGON_0;
}
