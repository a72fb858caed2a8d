import { describe, expect, test } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import { systemTimeOf } from "./evtx/testing/written-value";
import { normaliseWindows } from "./normalise-windows";

const AUDITING = "Microsoft-Windows-Security-Auditing";
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const ANN = { TargetUserSid: "S-1-5-21-1-2-3-1104", TargetUserName: "ann", TargetDomainName: "CORP" };
const ANN_IS = { sid: "S-1-5-21-1-2-3-1104", userName: "ann", domainName: "CORP" };

function normalise(
  channel: string,
  provider: string | null,
  eventId: number,
  data: Record<string, string> = {},
) {
  const text = (name: string) => data[name] ?? null;
  const fields = () => Object.entries(data);
  return normaliseWindows({
    channel,
    provider,
    computer: "WS-01",
    eventId,
    recordId: 9,
    at: 1000.5,
    text,
    fields,
  });
}

/** What it says beyond that it happened. */
function told(event: ReturnType<typeof normalise>) {
  if (event === null) return null;
  const empty = Object.entries(EMPTY_EVENT);
  const said = Object.entries(event).filter(
    ([name, value]) => value !== null && empty.some(([known]) => known === name),
  );
  return Object.fromEntries(said);
}

describe("the Security log", () => {
  test.each([
    [
      4624,
      {
        ...ANN,
        TargetLogonId: "0x00000000000003E9",
        LogonType: "10",
        ElevatedToken: "%%1842",
        TargetLinkedLogonId: "1001",
        LogonProcessName: "User32 ",
        ProcessName: "C:\\winlogon.exe",
        IpAddress: "10.0.0.7",
        WorkstationName: "PC-7",
      },
      {
        ...ANN_IS,
        logonId: "0x3e9",
        logonType: 10,
        elevated: true,
        linkedLogonId: "0x3e9",
        logonProcessName: "User32",
        processName: "C:\\winlogon.exe",
        address: "10.0.0.7",
        workstation: "PC-7",
      },
    ],
    [4634, { ...ANN, TargetLogonId: "0x3e9", LogonType: "2" }, { ...ANN_IS, logonId: "0x3e9", logonType: 2 }],
    [4647, { ...ANN, TargetLogonId: "0x3e9" }, { ...ANN_IS, logonId: "0x3e9" }],
    [
      4778,
      {
        AccountName: "ann",
        AccountDomain: "CORP",
        LogonID: "0x3e9",
        SessionName: "RDP-Tcp#0",
        ClientName: "PC-7",
        ClientAddress: "10.0.0.7",
      },
      { userName: "ann", domainName: "CORP", logonId: "0x3e9", workstation: "PC-7", address: "10.0.0.7" },
    ],
    [
      4779,
      {
        AccountName: "ann",
        AccountDomain: "CORP",
        LogonID: "0x3e9",
        ClientName: "-",
        ClientAddress: "LOCAL",
      },
      { userName: "ann", domainName: "CORP", logonId: "0x3e9", address: "LOCAL" },
    ],
    ...[4800, 4801, 4802, 4803].map(
      (id) =>
        [
          id,
          { ...ANN, TargetLogonId: "0x3e9", SessionId: "2" },
          { ...ANN_IS, logonId: "0x3e9", sessionId: "2" },
        ] as const,
    ),
    [4608, {}, {}],
    [
      4616,
      {
        SubjectUserSid: "S-1-5-19",
        SubjectUserName: "LOCAL SERVICE",
        SubjectDomainName: "NT AUTHORITY",
        SubjectLogonId: "0x3e5",
        PreviousTime: "2026-03-02T09:00:00.0000000Z",
        NewTime: "2026-03-02T09:01:00.5000000Z",
      },
      {
        sid: "S-1-5-19",
        userName: "LOCAL SERVICE",
        domainName: "NT AUTHORITY",
        logonId: "0x3e5",
        previousAt: Date.UTC(2026, 2, 2, 9),
        newAt: Date.UTC(2026, 2, 2, 9, 1, 0, 500),
      },
    ],
    [
      4625,
      { ...ANN, TargetUserSid: "S-1-0-0", LogonType: "3", SubStatus: "0xc000006a", IpAddress: "10.0.0.8" },
      {
        sid: "S-1-0-0",
        userName: "ann",
        domainName: "CORP",
        logonType: 3,
        reason: "0xc000006a",
        address: "10.0.0.8",
      },
    ],
    [
      4648,
      { ...ANN, TargetUserSid: "-", SubjectLogonId: "0x3e7", IpAddress: "::1" },
      { userName: "ann", domainName: "CORP", logonId: "0x3e7", address: "::1" },
    ],
    [
      4672,
      {
        SubjectUserSid: "S-1-5-18",
        SubjectUserName: "SYSTEM",
        SubjectDomainName: "NT AUTHORITY",
        SubjectLogonId: "0x3e7",
      },
      { sid: "S-1-5-18", userName: "SYSTEM", domainName: "NT AUTHORITY", logonId: "0x3e7" },
    ],
  ] as const)("%i", (eventId, data, expected) => {
    const event = normalise("Security", AUDITING, eventId, data as Record<string, string>);
    expect(event).toMatchObject({ log: "Security", eventId, recordId: 9, at: 1000.5 });
    expect(told(event)).toEqual(expected);
  });
  test("a change of the audit policy tells which", () => {
    const changed = {
      SubjectUserName: "WS-01$",
      SubjectLogonId: "0x3e7",
      SubcategoryGuid: "{0cce9216-69ae-11d9-bed3-505054503030}",
      AuditPolicyChanges: "%%8448",
    };
    expect(told(normalise("Security", AUDITING, 4719, changed))).toEqual({
      userName: "WS-01$",
      logonId: "0x3e7",
      reason: "{0cce9216-69ae-11d9-bed3-505054503030}; %%8448",
    });
  });
  test("its own stops, losses and clearings are told by the event log", () => {
    for (const eventId of [1100, 1101, 1104])
      expect(told(normalise("Security", "Microsoft-Windows-Eventlog", eventId))).toEqual({});
    const cleared = {
      SubjectUserSid: "S-1-5-21-1-2-3-500",
      SubjectUserName: "root",
      SubjectDomainName: "CORP",
      SubjectLogonId: "0x1f",
    };
    expect(told(normalise("Security", "Microsoft-Windows-Eventlog", 1102, cleared))).toEqual({
      sid: "S-1-5-21-1-2-3-500",
      userName: "root",
      domainName: "CORP",
      logonId: "0x1f",
    });
  });
  test("is also written to by others, under ids of their own", () => {
    expect(normalise("Security", "AD FS Auditing", 1102)).toBeNull();
    expect(normalise("Security", AUDITING, 5156)).toBeNull();
  });
});

describe("the System log", () => {
  const at = Date.UTC(2026, 2, 2, 7, 15, 30, 250);
  const times = Buffer.concat([systemTimeOf(at + 3_600_000), systemTimeOf(at), Buffer.alloc(32)]);
  test.each([
    [
      "Microsoft-Windows-Winlogon",
      7001,
      { TSId: "2", UserSid: "S-1-5-21-1-2-3-1104" },
      { sessionId: "2", sid: "S-1-5-21-1-2-3-1104" },
    ],
    [
      "Microsoft-Windows-Winlogon",
      7002,
      { TSId: "2", UserSid: "S-1-5-21-1-2-3-1104" },
      { sessionId: "2", sid: "S-1-5-21-1-2-3-1104" },
    ],
    ["EventLog", 6005, {}, {}],
    ["EventLog", 6006, {}, {}],
    [
      "EventLog",
      6008,
      { Binary: times.toString("hex"), param1: "8:15:30", param2: "\u200e2.\u200e3.\u200e2026" },
      { previousAt: at },
    ],
    ["EventLog", 6008, { Binary: "00".repeat(64) }, {}],
    ["EventLog", 6008, { Binary: "E507" }, {}],
    ["EventLog", 6009, {}, {}],
    ["EventLog", 6013, { param5: "60" }, {}],
    [
      "USER32",
      1074,
      { param3: "Other (Planned)", param5: "restart", param6: "", param7: "CORP\\ann" },
      { reason: "restart; Other (Planned); CORP\\ann" },
    ],
    ["Microsoft-Windows-Kernel-General", 12, {}, {}],
    ["Microsoft-Windows-Kernel-General", 13, {}, {}],
    ["Microsoft-Windows-Kernel-Power", 41, {}, {}],
    ["Microsoft-Windows-Kernel-Power", 42, { TargetState: "6" }, { reason: "6" }],
    ["Microsoft-Windows-Kernel-Power", 107, {}, {}],
    ["Microsoft-Windows-Kernel-Power", 109, {}, {}],
  ] as const)("%s %i", (provider, eventId, data, expected) => {
    const event = normalise("System", provider, eventId, data as Record<string, string>);
    expect(event?.log).toBe("System");
    expect(told(event)).toEqual(expected);
  });
  test.each([
    ["Microsoft-Windows-Hyper-V-Netvsc", 12],
    ["Microsoft-Windows-Winlogon", 12],
    ["EventLog", 42],
    [null, 6005],
  ])("%s %i is something else", (provider, eventId) => {
    expect(normalise("System", provider, eventId)).toBeNull();
  });
});

describe("LocalSessionManager", () => {
  const CHANNEL = `${LSM}/Operational`;
  test.each([
    [
      21,
      { User: "CORP\\ann", SessionID: "2", Address: "10.0.0.7" },
      { userName: "ann", domainName: "CORP", sessionId: "2", address: "10.0.0.7" },
    ],
    [
      22,
      { User: "CORP\\ann", SessionID: "2", Address: "LOCAL" },
      { userName: "ann", domainName: "CORP", sessionId: "2", address: "LOCAL" },
    ],
    [23, { User: "ann", SessionID: "2" }, { userName: "ann", sessionId: "2" }],
    [
      24,
      { User: "CORP\\ann", SessionID: "2", Address: "" },
      { userName: "ann", domainName: "CORP", sessionId: "2" },
    ],
    [
      25,
      { User: "CORP\\ann", SessionID: "2", Address: "10.0.0.7" },
      { userName: "ann", domainName: "CORP", sessionId: "2", address: "10.0.0.7" },
    ],
    [39, { TargetSession: "2", Source: "3" }, { sessionId: "2" }],
    [40, { Session: "2", Reason: "12" }, { sessionId: "2", reason: "12" }],
    [41, { User: "CORP\\ann", SessionID: "2" }, { userName: "ann", domainName: "CORP", sessionId: "2" }],
    [42, { User: "CORP\\ann", SessionID: "2" }, { userName: "ann", domainName: "CORP", sessionId: "2" }],
  ] as const)("%i", (eventId, data, expected) => {
    const event = normalise(CHANNEL, LSM, eventId, data as Record<string, string>);
    expect(event?.log).toBe("LocalSessionManager");
    expect(told(event)).toEqual(expected);
  });
});

test("a channel in another case is the same, another channel is none", () => {
  expect(normalise("SECURITY", null, 4608)?.log).toBe("Security");
  expect(normalise("Application", AUDITING, 4624)).toBeNull();
});
