import type { WrittenEvent } from "./evtx-writer";
import type { WrittenValue } from "./written-value";

const SID = "S-1-5-21-1-2-3-1104";
export const DAY_START = Date.UTC(2026, 2, 2, 8);

type Data = readonly (readonly [string, WrittenValue])[];

export function logonData(
  user: string,
  logonId: number,
  more: { type?: number; linked?: number } = {},
): Data {
  return [
    ["SubjectUserSid", ["Sid", "S-1-5-18"]],
    ["TargetUserSid", ["Sid", SID]],
    ["TargetUserName", ["String", user]],
    ["TargetDomainName", ["String", "CORP"]],
    ["TargetLogonId", ["HexInt64", logonId]],
    ["LogonType", ["UInt32", more.type ?? 2]],
    ["LogonProcessName", ["String", "User32 "]],
    ["WorkstationName", ["String", "WS-01"]],
    ["ProcessName", ["String", "C:\\Windows\\System32\\winlogon.exe"]],
    ["IpAddress", ["String", "127.0.0.1"]],
    ["TargetLinkedLogonId", ["HexInt64", more.linked ?? 0]],
    ["ElevatedToken", ["String", "%%1843"]],
  ];
}

/** A log of so many days: a start, noise, a logon, a logoff, a clean stop. */
export function officeDays(days: number): WrittenEvent[] {
  const events: WrittenEvent[] = [];
  const add = (minute: number, eventId: number, more: Partial<WrittenEvent> = {}) =>
    events.push({
      recordId: events.length + 1,
      eventId,
      at: DAY_START + day * 86_400_000 + minute * 60_000 + 0.5,
      ...more,
    });
  let day = 0;
  for (; day < days; day++) {
    const logonId = 0x10000 + day;
    add(0, 4608);
    for (let i = 0; i < 5; i++) {
      add(1 + i, 4907, { data: [["ObjectName", ["String", `C:\\files\\${day}-${i}.dll`]]] });
    }
    add(10, 4624, { data: logonData("ann", logonId) });
    add(500, 4647, {
      data: [
        ["TargetUserSid", ["Sid", SID]],
        ["TargetUserName", ["String", "ann"]],
        ["TargetDomainName", ["String", "CORP"]],
        ["TargetLogonId", ["HexInt64", logonId]],
      ],
    });
    add(510, 1100, { userData: "ServiceShutdown", provider: "Microsoft-Windows-Eventlog" });
  }
  return events;
}
