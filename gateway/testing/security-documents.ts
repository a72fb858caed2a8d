export interface DocumentOptions {
  readonly host: string;
  readonly count: number;
  /** Epoch milliseconds of the first. */
  readonly from: number;
  readonly firstRecord?: number;
  /** Winlogbeat renders the text of each event unless it is told not to. */
  readonly withMessage?: boolean;
}

const LOGON_MESSAGE =
  "An account was successfully logged on.\n\nSubject:\n\tSecurity ID:\t\tS-1-5-18\n\tAccount Name:\t\t%H$\n\tAccount Domain:\t\tCORP\n\tLogon ID:\t\t0x3E7\n\nLogon Information:\n\tLogon Type:\t\t%T\n\tRestricted Admin Mode:\t-\n\tVirtual Account:\t\tNo\n\tElevated Token:\t\tNo\n\nImpersonation Level:\t\tImpersonation\n\nNew Logon:\n\tSecurity ID:\t\t%S\n\tAccount Name:\t\t%U\n\tAccount Domain:\t\tCORP\n\tLogon ID:\t\t%L\n\tLinked Logon ID:\t\t0x0\n\tNetwork Account Name:\t-\n\tNetwork Account Domain:\t-\n\tLogon GUID:\t\t{00000000-0000-0000-0000-000000000000}\n\nProcess Information:\n\tProcess ID:\t\t0x4c8\n\tProcess Name:\t\tC:\\Windows\\System32\\svchost.exe\n\nNetwork Information:\n\tWorkstation Name:\t%H\n\tSource Network Address:\t10.20.30.40\n\tSource Port:\t\t0\n\nThis event is generated when a logon session is created. It is generated on the computer that was accessed.";
const LOGOFF_MESSAGE =
  "An account was logged off.\n\nSubject:\n\tSecurity ID:\t\t%S\n\tAccount Name:\t\t%U\n\tAccount Domain:\t\tCORP\n\tLogon ID:\t\t%L\n\nLogon Type:\t\t\t%T\n\nThis event is generated when a logon session is destroyed. It may be positively correlated with a logon event using the Logon ID value. Logon IDs are only unique between reboots on the same computer.";

/** Security records as Winlogbeat 8 sends them: sessions of people, each with its 4624, 4647 and 4634. */
export function securityDocuments(options: DocumentOptions): object[] {
  return Array.from({ length: options.count }, (_, n) => securityDocument(options, n));
}

function securityDocument(options: DocumentOptions, n: number): object {
  const { host, from, firstRecord = 1, withMessage = true } = options;
  const session = Math.floor(n / 3);
  const person = session % 50;
  const eventId = ([4624, 4647, 4634] as const)[n % 3] ?? 4624;
  const type = session % 4 === 3 ? "10" : "2";
  const sid = `S-1-5-21-3623811015-3361044348-30300820-${1100 + person}`;
  const user = `a.user${person}`;
  const logonId = `0x${(0x10000 + firstRecord + session).toString(16)}`;
  const at = new Date(from + n * 1_000).toISOString();
  const fill = (text: string) =>
    text
      .replaceAll("%H", host)
      .replaceAll("%T", type)
      .replaceAll("%S", sid)
      .replaceAll("%U", user)
      .replaceAll("%L", logonId);
  const target = {
    TargetUserSid: sid,
    TargetUserName: user,
    TargetDomainName: "CORP",
    TargetLogonId: logonId,
  };
  const data =
    eventId === 4624
      ? {
          ...target,
          SubjectUserSid: "S-1-5-18",
          SubjectUserName: `${host}$`,
          SubjectDomainName: "CORP",
          SubjectLogonId: "0x3e7",
          LogonType: type,
          LogonProcessName: "User32 ",
          AuthenticationPackageName: "Negotiate",
          WorkstationName: host,
          LogonGuid: "{00000000-0000-0000-0000-000000000000}",
          TransmittedServices: "-",
          LmPackageName: "-",
          KeyLength: "0",
          ProcessId: "0x4c8",
          ProcessName: "C:\\Windows\\System32\\svchost.exe",
          IpAddress: "10.20.30.40",
          IpPort: "0",
          ImpersonationLevel: "%%1833",
          RestrictedAdminMode: "-",
          TargetOutboundUserName: "-",
          TargetOutboundDomainName: "-",
          VirtualAccount: "%%1843",
          TargetLinkedLogonId: "0x0",
          ElevatedToken: "%%1843",
        }
      : eventId === 4634
        ? { ...target, LogonType: type }
        : target;
  return {
    "@timestamp": at,
    event: {
      code: String(eventId),
      kind: "event",
      provider: "Microsoft-Windows-Security-Auditing",
      action: eventId === 4624 ? "Logon" : "Logoff",
      outcome: "success",
      created: at,
    },
    log: { level: "information" },
    ...(withMessage ? { message: fill(eventId === 4624 ? LOGON_MESSAGE : LOGOFF_MESSAGE) } : {}),
    winlog: {
      channel: "Security",
      computer_name: `${host}.corp.example`,
      event_id: String(eventId),
      record_id: firstRecord + n,
      provider_name: "Microsoft-Windows-Security-Auditing",
      provider_guid: "{54849625-5478-4994-A5BA-3E3B0328C30D}",
      task: eventId === 4624 ? "Logon" : "Logoff",
      opcode: "Info",
      keywords: ["Audit Success"],
      event_data: data,
      process: { pid: 712, thread: { id: 4312 } },
      ...(eventId === 4624 ? { version: 2 } : {}),
      api: "wineventlog",
    },
    host: { name: `${host}.corp.example` },
    agent: { type: "winlogbeat", version: "8.17.0", name: host, id: "6f1f2a5e-2f4c-4b1c-9d64-3f1a6a2c9d10" },
    ecs: { version: "8.0.0" },
  };
}

/** The body of a `_bulk` request. */
export function bulkBody(documents: readonly object[], action: "index" | "create" = "create"): string {
  const head = `{"${action}":{"_index":"winlogbeat-8.17.0"}}\n`;
  return documents.map((document) => `${head}${JSON.stringify(document)}\n`).join("");
}
