import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import { ingestLogged, type LoggedOfHost } from "@/lib/services/ingest-logged";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";
import { unpackRaw } from "./unpack-raw";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-03-02T08:00:00Z");

async function makeHost(): Promise<number> {
  const host = await db.prisma.host.create({ data: { name: "WS-01", platform: "windows", createdAt: now } });
  return host.id;
}

function record(
  hostId: number,
  recordId: number,
  line: string | null,
  raw: Record<string, string> | null,
): LoggedOfHost {
  const event = {
    ...EMPTY_EVENT,
    log: "Security" as const,
    recordId,
    at: now.getTime() + recordId,
    eventId: 4608,
  };
  const sent = line === null ? null : { bytes: Buffer.from(line), number: 0, body: { packed: null } };
  return { hostId, event, raw, line: sent };
}

const keep = (events: LoggedOfHost[]) => ingestLogged(db, { events, importId: null, now });

async function rawOf(hostId: number): Promise<unknown[]> {
  const { rows } = await db.pool.query<{ raw: unknown }>(
    "SELECT raw_of(raw, raw_block, raw_line) AS raw FROM audit_event WHERE host_id = $1 ORDER BY record_id",
    [hostId],
  );
  return rows.map(({ raw }) => raw);
}

async function blocks(): Promise<number> {
  return db.prisma.auditRaw.count();
}

test("each record finds its own raw record again, field by field", async () => {
  const host = await makeHost();
  await keep([
    record(host, 1, '{"winlog":{"event_id":4608,"keywords":["Audit Success"]},"ok":true,"none":null}', null),
    record(host, 2, null, { "winlog.channel": "Sécurité", EventID: "4608" }),
    record(host, 3, null, null),
    record(host, 4, '{"a":"line one\\nline two"}', null),
  ]);
  expect(await rawOf(host)).toEqual([
    { "winlog.event_id": "4608", "winlog.keywords.0": "Audit Success", ok: "true" },
    { "winlog.channel": "Sécurité", EventID: "4608" },
    null,
    { a: "line one\nline two" },
  ]);
});

test("many records fill several blocks", async () => {
  const host = await makeHost();
  const events = Array.from({ length: 250 }, (_, n) => record(host, n + 1, `{"n":${n + 1}}`, null));
  await keep(events);
  expect(await rawOf(host)).toEqual(events.map((_, n) => ({ n: String(n + 1) })));
});

test("a line that the database cannot follow is shown as it is", async () => {
  const host = await makeHost();
  await keep([record(host, 1, '{"n":1e999999999}', null)]);
  expect(await rawOf(host)).toEqual([{ line: '{"n":1e999999999}' }]);
});

test("records sent again leave no block behind, and a block goes with the last of its records", async () => {
  const host = await makeHost();
  const before = await blocks();
  const events = [record(host, 1, '{"n":1}', null), record(host, 2, '{"n":2}', null)];
  await keep(events);
  await keep(events);
  expect(await blocks()).toBe(before + 1);
  // Partly known: those that are new have a block of their own.
  await keep([...events, record(host, 3, '{"n":3}', null)]);
  expect(await blocks()).toBe(before + 2);
  expect(await rawOf(host)).toEqual([{ n: "1" }, { n: "2" }, { n: "3" }]);
  await db.pool.query("DELETE FROM audit_event WHERE host_id = $1 AND record_id <> 2", [host]);
  expect(await blocks()).toBe(before + 1);
  expect(await rawOf(host)).toEqual([{ n: "2" }]);
  await db.pool.query("DELETE FROM audit_event WHERE host_id = $1", [host]);
  expect(await blocks()).toBe(before);
});

test("what was sent in gzip is kept as it came, once, and read line by line", async () => {
  const host = await makeHost();
  const before = await blocks();
  const lines = [
    '{"create":{}}',
    '{"n":1,"text":"Sécurité"}',
    '{"create":{}}',
    '{"n":1e999999999}',
    '{"n":3}',
  ];
  const body = { packed: gzipSync(`${lines.join("\r\n")}\n`) };
  const sent = (recordId: number, number: number) => ({
    ...record(host, recordId, null, null),
    line: { bytes: Buffer.from(lines[number] ?? ""), number, body },
  });
  const events = [sent(1, 1), sent(2, 3), sent(3, 4), record(host, 4, null, { EventID: "4608" })];
  await keep(events);
  await keep(events);
  expect(await blocks()).toBe(before + 2);
  const kept = await rawOf(host);
  expect(await unpackRaw(db, [...kept, null])).toEqual([
    { n: "1", text: "Sécurité" },
    { line: '{"n":1e999999999}' },
    { n: "3" },
    { EventID: "4608" },
    null,
  ]);
  await db.pool.query("DELETE FROM audit_event WHERE host_id = $1", [host]);
  expect(await blocks()).toBe(before);
  expect(await unpackRaw(db, kept.slice(0, 1))).toEqual([null]);
});
