import { expect, test } from "vitest";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import type { Reject } from "./report";
import { type TableRow, writeDatabase } from "./testing/write-database";
import { readWtmpdb } from "./wtmpdb";

const SQL =
  "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER, Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT";
const BOOT = 1;
const USER = 3;
const MINUTE = 60_000_000;
const START = 1_795_275_720_778_833;

function database(rows: readonly TableRow[], pageBytes?: number): Uint8Array {
  return writeDatabase({ name: "wtmp", sql: SQL, rows, ...(pageBytes ? { pageBytes } : {}) });
}

function logon(user: string, from: number, until: number | null, tty = "pts/0", host = "10.0.0.7"): TableRow {
  return [null, USER, user, START + from * MINUTE, until && START + until * MINUTE, tty, host, "sshd"];
}

function read(bytes: Uint8Array, pieceBytes = bytes.length) {
  const events: AuditEvent[] = [];
  const rejects: Reject[] = [];
  const reader = readWtmpdb({
    event: ({ event }) => events.push(event),
    reject: (reject) => rejects.push(reject),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  reader.finish();
  return { events, rejects, tally: reader.tally };
}

test("boots, stops, logons and logoffs, in the order of time and numbered by it", () => {
  const rows: TableRow[] = [
    [null, BOOT, "reboot", START, START + 60 * MINUTE, "~", "6.12.0", null],
    logon("alice", 1, 30),
    logon("zoë", 2, null, "pts/1", "desk-4"),
    logon("bob", 3, 20, "", ""),
    [null, 2, "runlevel", START, null, "~", "6.12.0", null],
  ];
  const { events, rejects, tally } = read(database(rows), 777);
  const base = { ...EMPTY_EVENT, log: "wtmp" } as const;
  const at = (minutes: number) => ({
    recordId: START + minutes * MINUTE,
    at: (START + minutes * MINUTE) / 1000,
  });
  expect(events).toEqual([
    { ...base, ...at(0), eventId: 2 },
    { ...base, ...at(1), eventId: 7, sessionId: "pts/0", userName: "alice", address: "10.0.0.7" },
    { ...base, ...at(2), eventId: 7, sessionId: "pts/1", userName: "zoë", workstation: "desk-4" },
    // Without a terminal: its row stands for the line.
    { ...base, ...at(3), eventId: 7, sessionId: "sshd#4", userName: "bob" },
    { ...base, ...at(20), eventId: 8, sessionId: "sshd#4" },
    { ...base, ...at(30), eventId: 8, sessionId: "pts/0" },
    { ...base, ...at(60), eventId: 1, userName: "shutdown" },
  ]);
  expect(rejects).toEqual([]);
  expect(tally).toMatchObject({ records: 5, kept: 4, skipped: 1 });
  expect(tally.recordBytes + tally.structureBytes).toBe(tally.bytes);
});

test("pairs: one left, one still on at the stop", () => {
  const { events } = read(
    database([
      [null, BOOT, "reboot", START, START + 60 * MINUTE, "~", "6.12.0", null],
      logon("alice", 1, 30),
      logon("bob", 2, null, "pts/1"),
    ]),
  );
  const ends = pairHost(events).sessions.map(({ userName, ending }) => [userName, ending.kind]);
  expect(ends).toEqual([
    ["alice", "logged_off"],
    ["bob", "shut_down"],
  ]);
});

test("a table of many pages, and a row that runs over into others", () => {
  const many = Array.from({ length: 2_000 }, (_, n) => logon(`user${n}`, n * 2, n * 2 + 1));
  const long = logon("alice", 5_000, null, "pts/3", "h".repeat(3_000));
  const { events, rejects } = read(database([...many, long], 512));
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(4_001);
  expect(events.at(-1)).toMatchObject({ userName: "alice", workstation: "h".repeat(3_000) });
  expect(events.map(({ recordId }) => recordId)).toEqual(
    events.map(({ recordId }) => recordId).sort((a, b) => a - b),
  );
});

test("another database, and half of one, are told", () => {
  const other = writeDatabase({
    name: "moz_places",
    sql: "CREATE TABLE moz_places(id INTEGER)",
    rows: [[1]],
  });
  expect(read(other).rejects[0]?.reason).toBe(
    "wtmp.db: it has no table wtmp: of databases, wtmpdb's alone can be read",
  );
  const whole = database(
    Array.from({ length: 200 }, (_, n) => logon("alice", n * 2, n * 2 + 1)),
    512,
  );
  const half = read(whole.subarray(0, whole.length / 2));
  expect(half.rejects[0]?.reason).toMatch(/^wtmp\.db: page \d+ is not in the file$/);
  expect(half.tally.recordBytes + half.tally.rejectedBytes).toBe(half.tally.bytes);
});

test("whatever byte is damaged, reading ends, with rows or with a reject", () => {
  const whole = database(
    Array.from({ length: 60 }, (_, n) => logon("alice", n * 2, n * 2 + 1)),
    512,
  );
  for (let at = 16; at < whole.length; at += 3) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    const { tally } = read(damaged);
    expect(tally.recordBytes + tally.structureBytes + tally.rejectedBytes).toBe(tally.bytes);
  }
});
