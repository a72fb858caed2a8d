import { systemTimeOf } from "../evtx/testing/written-value";

/** A record as Windows knows it, before anything writes it down. */
export interface SampleRecord {
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly version: number;
  readonly recordId: number;
  /** Whole seconds: the coarsest dialect knows no more. */
  readonly at: number;
  readonly computer: string;
  /** In the order of the event's manifest; null for data without a name. */
  readonly data: readonly (readonly [string | null, string])[];
  /** The element under UserData that holds them. */
  readonly userData?: string;
  readonly binary?: Uint8Array;
}

export const MANAGER = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const AUDITING = "Microsoft-Windows-Security-Auditing";
const EVENTLOG = "Microsoft-Windows-Eventlog";
const SID = "S-1-5-21-1111-2222-3333-1104";
const START = Date.UTC(2026, 2, 2, 8, 0, 0);
const CRASHED_AT = START - 7_200_250;

type Data = readonly (readonly [string | null, string])[];

const SUBJECT: Data = [
  ["SubjectUserSid", "S-1-5-18"],
  ["SubjectUserName", "WS-01$"],
  ["SubjectDomainName", "CORP"],
  ["SubjectLogonId", "0x3e7"],
];
const TARGET: Data = [
  ["TargetUserSid", SID],
  ["TargetUserName", "ann"],
  ["TargetDomainName", "CORP"],
  ["TargetLogonId", "0x26159"],
];
const LOGON_0: Data = [
  ...SUBJECT,
  ...TARGET,
  ["LogonType", "10"],
  ["LogonProcessName", "User32 "],
  ["AuthenticationPackageName", "Negotiate"],
  ["WorkstationName", "PC-07"],
  ["LogonGuid", "{00000000-0000-0000-0000-000000000000}"],
  ["TransmittedServices", "-"],
  ["LmPackageName", "-"],
  ["KeyLength", "0"],
  ["ProcessId", "0x1f4"],
  ["ProcessName", "C:\\Windows\\System32\\winlogon.exe"],
  ["IpAddress", "192.0.2.7"],
  ["IpPort", "50123"],
];
const IMPERSONATION: Data = [["ImpersonationLevel", "%%1833"]];
const OUTBOUND: Data = [
  ["TargetOutboundUserName", "-"],
  ["TargetOutboundDomainName", "-"],
];
const TOKEN: Data = [
  ["VirtualAccount", "%%1843"],
  ["TargetLinkedLogonId", "0x2610b"],
  ["ElevatedToken", "%%1843"],
];
const LOGON_2: Data = [...LOGON_0, ...IMPERSONATION, ["RestrictedAdminMode", "-"], ...OUTBOUND, ...TOKEN];
const LOGON_3: Data = [
  ...LOGON_0,
  ...IMPERSONATION,
  ["RestrictedAdminMode", "-"],
  ["RemoteCredentialGuard", "-"],
  ...OUTBOUND,
  ...TOKEN,
];
const ACCOUNT: Data = [
  ["AccountName", "ann"],
  ["AccountDomain", "CORP"],
  ["LogonID", "0x26159"],
  ["SessionName", "RDP-Tcp#0"],
  ["ClientName", "PC-07"],
  ["ClientAddress", "192.0.2.7"],
];
const SWITCH: Data = [...TARGET, ["SessionId", "2"]];
const NOTIFIED: Data = [
  ["TSId", "2"],
  ["UserSid", SID],
];
const IN_SESSION: Data = [
  ["User", "CORP\\ann"],
  ["SessionID", "2"],
];
const CRASH = Buffer.concat([
  systemTimeOf(CRASHED_AT + 3_600_000),
  systemTimeOf(CRASHED_AT),
  Buffer.alloc(32),
]);

interface Kind {
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly version?: number;
  readonly data?: Data;
  readonly userData?: string;
  readonly binary?: Uint8Array;
}

const security = (eventId: number, data: Data = [], version = 0): Kind => ({
  channel: "Security",
  provider: AUDITING,
  eventId,
  version,
  data,
});
const eventlog = (eventId: number, userData: string, data: Data = []): Kind => ({
  channel: "Security",
  provider: EVENTLOG,
  eventId,
  userData,
  data,
});
const system = (provider: string, eventId: number, data: Data = []): Kind => ({
  channel: "System",
  provider,
  eventId,
  data,
});
const manager = (eventId: number, data: Data): Kind => ({
  channel: `${MANAGER}/Operational`,
  provider: MANAGER,
  eventId,
  userData: "EventXML",
  data,
});

const KINDS: readonly Kind[] = [
  security(4608),
  security(4624, LOGON_0),
  security(4624, [...LOGON_0, ...IMPERSONATION], 1),
  security(4624, LOGON_2, 2),
  security(4624, LOGON_3, 3),
  security(4625, [
    ...SUBJECT,
    ["TargetUserSid", "S-1-0-0"],
    ["TargetUserName", "ann"],
    ["TargetDomainName", "CORP"],
    ["Status", "0xc000006d"],
    ["FailureReason", "%%2313"],
    ["SubStatus", "0xc000006a"],
    ["LogonType", "3"],
    ["LogonProcessName", "NtLmSsp "],
    ["AuthenticationPackageName", "NTLM"],
    ["WorkstationName", "PC-07"],
    ["TransmittedServices", "-"],
    ["LmPackageName", "-"],
    ["KeyLength", "0"],
    ["ProcessId", "0x0"],
    ["ProcessName", "-"],
    ["IpAddress", "192.0.2.8"],
    ["IpPort", "0"],
  ]),
  security(4634, [...TARGET, ["LogonType", "10"]]),
  security(4647, TARGET),
  security(4648, [
    ...SUBJECT,
    ["LogonGuid", "{00000000-0000-0000-0000-000000000000}"],
    ["TargetUserName", "bob"],
    ["TargetDomainName", "CORP"],
    ["TargetLogonGuid", "{00000000-0000-0000-0000-000000000000}"],
    ["TargetServerName", "localhost"],
    ["TargetInfo", "localhost"],
    ["ProcessId", "0x1f4"],
    ["ProcessName", "C:\\Windows\\System32\\winlogon.exe"],
    ["IpAddress", "192.0.2.9"],
    ["IpPort", "0"],
  ]),
  security(4672, [...SUBJECT, ["PrivilegeList", "SeSecurityPrivilege"]]),
  security(4778, ACCOUNT),
  security(4779, ACCOUNT),
  ...[4800, 4801, 4802, 4803].map((id) => security(id, SWITCH)),
  security(
    4616,
    [
      ...SUBJECT,
      ["PreviousTime", "2026-03-02T09:00:00.0000000Z"],
      ["NewTime", "2026-03-02T09:01:00.5000000Z"],
      ["ProcessId", "0x1f4"],
      ["ProcessName", "C:\\Windows\\System32\\svchost.exe"],
    ],
    1,
  ),
  security(4719, [
    ...SUBJECT,
    ["CategoryId", "%%8273"],
    ["SubcategoryId", "%%12545"],
    ["SubcategoryGuid", "{0cce9216-69ae-11d9-bed3-505054503030}"],
    ["AuditPolicyChanges", "%%8448"],
  ]),
  eventlog(1100, "ServiceShutdown"),
  eventlog(1101, "AuditEventsDropped"),
  eventlog(1102, "LogFileCleared", [
    ["SubjectUserSid", SID],
    ["SubjectUserName", "ann"],
    ["SubjectDomainName", "CORP"],
    ["SubjectLogonId", "0x2610b"],
  ]),
  eventlog(1104, "FileIsFull"),
  system("Microsoft-Windows-Winlogon", 7001, NOTIFIED),
  system("Microsoft-Windows-Winlogon", 7002, NOTIFIED),
  system("EventLog", 6005),
  system("EventLog", 6006),
  {
    ...system("EventLog", 6008, [
      [null, "07:59:59"],
      [null, "02.03.2026"],
    ]),
    binary: CRASH,
  },
  system("EventLog", 6009, [
    [null, "10.00."],
    [null, "19045"],
  ]),
  system("EventLog", 6013, [[null, "60"]]),
  system("User32", 1074, [
    ["param1", "C:\\Windows\\explorer.exe (WS-01)"],
    ["param2", "WS-01"],
    ["param3", "Other (Unplanned)"],
    ["param4", "0x5000000"],
    ["param5", "restart"],
    ["param6", "patching"],
    ["param7", "CORP\\ann"],
  ]),
  system("Microsoft-Windows-Kernel-General", 12, [["MajorVersion", "10"]]),
  system("Microsoft-Windows-Kernel-General", 13, [["StopTime", "2026-03-02T09:01:00.5000000Z"]]),
  system("Microsoft-Windows-Kernel-Power", 41, [["BugcheckCode", "0"]]),
  system("Microsoft-Windows-Kernel-Power", 42, [
    ["TargetState", "6"],
    ["EffectiveState", "6"],
    ["Reason", "6"],
    ["Flags", "0"],
  ]),
  system("Microsoft-Windows-Kernel-Power", 107, [["TargetState", "6"]]),
  system("Microsoft-Windows-Kernel-Power", 109, [["ShutdownActionType", "5"]]),
  manager(21, [...IN_SESSION, ["Address", "192.0.2.7"]]),
  manager(22, [...IN_SESSION, ["Address", "LOCAL"]]),
  manager(23, IN_SESSION),
  manager(24, [...IN_SESSION, ["Address", "192.0.2.7"]]),
  manager(25, [...IN_SESSION, ["Address", "192.0.2.7"]]),
  manager(39, [
    ["TargetSession", "2"],
    ["Source", "3"],
  ]),
  manager(40, [
    ["Session", "2"],
    ["Reason", "12"],
  ]),
  manager(41, IN_SESSION),
  manager(42, IN_SESSION),
];

/** Ids that mean something else when another provider writes them, and an id of no interest. */
const OTHERS: readonly Kind[] = [
  system("Microsoft-Windows-Hyper-V-Netvsc", 12, [["NicName", "eth0"]]),
  system("Microsoft-Windows-Hyper-V-Netvsc", 13, [["NicName", "eth0"]]),
  system("Microsoft-Windows-Kernel-Boot", 42, [["Bytes", "1"]]),
  system("Microsoft-Windows-Winlogon", 6005),
];

function numbered(kinds: readonly Kind[], from: number): SampleRecord[] {
  return kinds.map((kind, i) => ({
    version: 0,
    data: [],
    ...kind,
    recordId: from + i,
    at: START + (from + i) * 1000,
    computer: "WS-01.corp.example",
  }));
}

/** One of every kind that is kept, each 4624 in its four versions. */
export const SAMPLES: readonly SampleRecord[] = numbered(KINDS, 1);
export const NOT_KEPT: readonly SampleRecord[] = numbered(OTHERS, 1001);
