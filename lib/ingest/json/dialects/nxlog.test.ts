import { describe, expect, test } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { LoggedEvent } from "../../log-reader";
import type { Reject } from "../../report";
import { readJson } from "../read-json";

const RECORD = {
  EventID: 4624,
  Hostname: "WS-01",
  Channel: "security",
  RecordNumber: 7,
  EventTime: "2026-03-02 09:00:00",
  TargetUserSid: "S-1-5-21-1-2-3-1104",
  TargetUserName: "ann",
  TargetDomainName: "CORP",
  TargetLogonId: "0x00000000000003E9",
  TargetLinkedLogonId: "0x0",
  LogonType: "2",
  LogonProcessName: "User32 ",
  ElevatedToken: "%%1843",
  IpAddress: "-",
};

function read(text: string, utcOffsetMinutes: number | null = 0) {
  const events: LoggedEvent[] = [];
  const rejects: Reject[] = [];
  const reader = readJson(
    { event: (event) => events.push(event), reject: (reject) => rejects.push(reject) },
    { utcOffsetMinutes, keepRaw: false, encoding: "utf-8", layout: { kind: "lines" } },
  );
  reader.push(new TextEncoder().encode(text));
  reader.finish();
  return { events, rejects, tally: reader.tally, notes: reader.notes };
}

const line = (change: object) => JSON.stringify({ ...RECORD, ...change });

describe("a record of NXLog", () => {
  test("is read by its names, its local time brought to UTC", () => {
    expect(read(line({}), 120).events).toEqual([
      {
        host: "WS-01",
        raw: null,
        event: {
          ...EMPTY_EVENT,
          log: "Security",
          recordId: 7,
          at: Date.UTC(2026, 2, 2, 7),
          eventId: 4624,
          sid: "S-1-5-21-1-2-3-1104",
          userName: "ann",
          domainName: "CORP",
          logonId: "0x3e9",
          logonType: 2,
          elevated: false,
          logonProcessName: "User32",
        },
      },
    ]);
  });
  test("of LocalSessionManager tells in its message who and which session", () => {
    const Message =
      "Remote Desktop Services: Session logon succeeded:\r\n\r\nUser: CORP\\ann\r\nSession ID: 2\r\nSource Network Address: LOCAL";
    const Channel = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
    expect(read(line({ EventID: 21, Channel, Message })).events[0]?.event).toMatchObject({
      log: "LocalSessionManager",
      userName: "ann",
      domainName: "CORP",
      sessionId: "2",
      address: "LOCAL",
    });
  });
  test("of the System log counts by who wrote it", () => {
    const system = { Channel: "System", EventID: 12 };
    const own = read(line({ ...system, SourceName: "Microsoft-Windows-Kernel-General" }));
    const other = read(line({ ...system, SourceName: "Microsoft-Windows-Hyper-V-Netvsc" }));
    expect([own.tally.kept, own.tally.skipped]).toEqual([1, 0]);
    expect([other.tally.kept, other.tally.skipped]).toEqual([0, 1]);
  });
  test.each([
    ["no channel", { Channel: undefined }, "Channel is missing"],
    ["an id that is none", { EventID: "x" }, "EventID is no number"],
    ["a record number that is none", { RecordNumber: "x" }, "RecordNumber is no number"],
    ["a time that is none", { EventTime: "2026-13-45 99:00:00" }, "EventTime is no time"],
  ])("with %s is refused in words", (_, change, reason) => {
    const { events, rejects } = read(line(change));
    expect(events).toEqual([]);
    expect(rejects.map((reject) => reject.reason)).toEqual([reason]);
  });
});

describe("times", () => {
  test("are local where the record lets the collector's zone be seen", () => {
    const collected = { EventReceivedTime: "2026-03-02 09:00:02", "@timestamp": "2026-03-02T13:00:02.407Z" };
    const { events, notes } = read(line(collected), null);
    expect(events[0]?.event.at).toBe(Date.UTC(2026, 2, 2, 13));
    expect(notes).toEqual([]);
  });
  test("are taken as UTC where nothing tells, and that is said once", () => {
    const { events, notes } = read(`${line({})}\n${line({ RecordNumber: 8 })}`, null);
    expect(events[0]?.event.at).toBe(Date.UTC(2026, 2, 2, 9));
    expect(notes).toEqual(["the times bear no zone: taken as UTC (--utc-offset tells another one)"]);
  });
  test("with a zone of their own need none", () => {
    expect(read(line({ EventTime: "2026-03-02T09:00:00.5+02:00" }), 60).events[0]?.event.at).toBe(
      Date.UTC(2026, 2, 2, 7, 0, 0, 500),
    );
  });
});

test("lines that are no record are refused with their number, the others are read", () => {
  const { events, rejects, tally } = read(
    `${line({})}\n\n{"half":\n[1]\n\u0000\n${line({ RecordNumber: 8 })}\n`,
  );
  expect(events.map(({ event }) => event.recordId)).toEqual([7, 8]);
  expect(rejects.map(({ line: n, reason }) => [n, reason])).toEqual([
    [3, "the line is not JSON"],
    [4, "it is no object"],
    [5, "the line is not JSON"],
  ]);
  expect(tally.bytes).toBe(tally.recordBytes + tally.structureBytes + tally.rejectedBytes);
});

test("the last record that tells of no session tells that the host was alive", () => {
  const lines = [
    line({ RecordNumber: 1 }),
    line({ RecordNumber: 2, EventID: 5156, EventTime: "2026-03-02 10:00:00" }),
    line({ RecordNumber: 3, EventID: 4826, EventTime: "2026-03-02 11:00:00" }),
    line({ RecordNumber: 4, EventID: 4608, EventTime: "2026-03-02 11:00:01" }),
    line({ RecordNumber: 5, EventID: 5156, EventTime: "2026-03-02 11:30:00" }),
  ];
  const { events } = read(lines.join("\n"));
  expect(events.map(({ event }) => [event.recordId, event.eventId])).toEqual([
    [1, 4624],
    [2, 5156],
    [3, 4826],
    [4, 4608],
    [5, 5156],
  ]);
  expect(events[1]?.event).toEqual({
    ...EMPTY_EVENT,
    log: "Security",
    recordId: 2,
    eventId: 5156,
    at: Date.UTC(2026, 2, 2, 10),
  });
});
