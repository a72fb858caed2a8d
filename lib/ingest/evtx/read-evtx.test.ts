import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type AuditEvent, RECORDS_MISSING } from "@/lib/domain/audit-event";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import type { LoggedEvent } from "../log-reader";
import { type ReadEvtxOptions, readEvtx } from "./read-evtx";
import { type WrittenEvent, writeEvtx } from "./testing/evtx-writer";
import { logonData, officeDays } from "./testing/office-day";

function read(bytes: Uint8Array, options: ReadEvtxOptions = {}): LoggedEvent[] {
  const found: LoggedEvent[] = [];
  const reader = readEvtx({ event: (logged) => found.push(logged), reject: () => {} }, { crc32, ...options });
  reader.push(bytes);
  reader.finish();
  return found;
}

function paired(bytes: Uint8Array, options: ReadEvtxOptions = {}) {
  const { boots, sessions, leftovers } = pairHost(read(bytes, options).map(({ event }) => event));
  return { boots: boots.map(({ key }) => key), sessions, leftovers };
}

const noise = (type: number, recordId: number): WrittenEvent => ({
  recordId,
  eventId: 4624,
  at: Date.UTC(2026, 2, 2, 8, 5) + recordId,
  data: logonData("svc", 0x900000 + recordId, { type }),
});

describe("with nothing but what sessions are paired from", () => {
  test("the sessions are the same, also where a start was not recorded", () => {
    const day = officeDays(4).filter(({ eventId }) => eventId !== 4608);
    const events = [...day, noise(3, 1), noise(5, 2)].map((event, i) => ({
      ...event,
      recordId: i + 1,
      data: event.eventId === 4907 ? logonData("svc", 0x900000 + i, { type: 5 }) : event.data,
      eventId: event.eventId === 4907 ? 4624 : event.eventId,
    }));
    const again = events.map((event) =>
      event.eventId === 4647 || event.data?.some(([, value]) => value[1] === "ann")
        ? {
            ...event,
            data: event.data?.map((field) =>
              field[0] === "TargetLogonId" ? (["TargetLogonId", ["HexInt64", 7]] as const) : field,
            ),
          }
        : event,
    );
    const bytes = writeEvtx(again as WrittenEvent[]);
    expect(paired(bytes, { sessionsOnly: true })).toEqual(paired(bytes));
    expect(paired(bytes).sessions).toHaveLength(4);
    expect(read(bytes, { sessionsOnly: true }).length).toBeLessThan(read(bytes).length);
  });

  const corpus = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../../../shared/corpus");
  const logs = ["win7-security", "assorted"].flatMap((folder) => {
    const full = path.join(corpus, folder);
    const names = existsSync(full) ? readdirSync(full).filter((name) => name.endsWith(".evtx")) : [];
    return names.map((name) => path.join(full, name));
  });
  test.skipIf(logs.length === 0)("so are those of every real log", () => {
    for (const log of logs) {
      const bytes = readFileSync(log);
      expect(paired(bytes, { sessionsOnly: true })).toEqual(paired(bytes));
    }
  });
});

describe("numbers that leap", () => {
  const gaps = (events: readonly WrittenEvent[]): readonly Partial<AuditEvent>[] =>
    read(writeEvtx(events)).flatMap(({ event: { log, eventId, recordId, at, reason } }) =>
      eventId === RECORDS_MISSING ? [{ log, recordId, at, reason }] : [],
    );
  const days = officeDays(30);

  test("are told as missing records, from the record before them on", () => {
    const kept = days.filter(({ recordId }) => recordId < 100 || recordId > 103);
    const before = days[98];
    expect(gaps(kept)).toEqual([{ log: "Security", recordId: 100, at: before?.at, reason: "4" }]);
  });
  test("tell nothing where somebody chose the records", () => {
    expect(gaps(days.filter(({ eventId }) => eventId !== 4907))).toEqual([]);
    expect(gaps(days)).toEqual([]);
  });
  test("tell nothing where a full log goes on at its beginning, or hosts take turns", () => {
    expect(gaps([...days.slice(150), ...days.slice(0, 150)])).toEqual([]);
    const turns = days.map((event, i) => ({
      ...event,
      computer: `WS-${i % 2}`,
      recordId: event.recordId * (1 + (i % 2) * 50),
    }));
    expect(gaps(turns)).toEqual([]);
  });
});

test("a raw record is kept where it is asked for, head and fields by Windows' own names", () => {
  const bytes = writeEvtx([
    { recordId: 7, eventId: 4624, at: Date.UTC(2026, 2, 2, 9), data: logonData("ann", 0x1234) },
  ]);
  expect(read(bytes)[0]?.raw).toBeNull();
  expect(read(bytes, { keepRaw: true })[0]?.raw).toMatchObject({
    EventID: "4624",
    EventRecordID: "7",
    Channel: "Security",
    Computer: "WS-01",
    TimeCreated: "2026-03-02T09:00:00.000Z",
    TargetUserName: "ann",
    TargetLogonId: "0x1234",
    LogonProcessName: "User32 ",
  });
});
