import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { listBoots } from "@/lib/storage/boots";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";
import { pairStoredBoot } from "./pair-stored-boot";
import { event, logoff, logon, makeTestMachine } from "./testing/test-machine";

vi.setConfig({ testTimeout: 180_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-08-01T08:00:00Z");
const at = (text: string) => new Date(`${text}Z`);

async function makeHost(name: string): Promise<number> {
  return (await db.prisma.host.create({ data: { name, platform: "windows", createdAt: now } })).id;
}

const keep = (hostId: number, events: readonly AuditEvent[]) =>
  ingestLogged(db, { events: events.map((one) => ({ hostId, event: one, raw: null })), importId: null, now });
const pair = (hostId: number) => pairDue(db, { hostIds: [hostId], now: () => now });
const bootless = <E extends AuditEvent>({ raw: _, ...one }: E & { raw?: unknown }) => ({
  ...one,
  boot: null,
});

/** A host that starts on the 3rd and on the 30th of each month of a year, each time for two days. */
function aYearOfStarts(): AuditEvent[] {
  return Array.from({ length: 24 }, (_, n) => {
    const from = Date.UTC(2025, n >> 1, n % 2 === 0 ? 3 : 30, 8);
    const person = {
      sid: "S-1-5-21-1-2-3-1100",
      userName: "a.user",
      domainName: "CORP",
      logonId: `0x${0xa0 + n}`,
    };
    const base = { ...EMPTY_EVENT, log: "Security" as const };
    return [
      { ...base, recordId: n * 4 + 1, at: from, eventId: 4608 },
      { ...base, ...person, recordId: n * 4 + 2, at: from + 60_000, eventId: 4624, logonType: 2 },
      { ...base, ...person, recordId: n * 4 + 3, at: from + 47 * 3_600_000, eventId: 4647 },
      { ...base, recordId: n * 4 + 4, at: from + 48 * 3_600_000, eventId: 1100 },
    ];
  }).flat();
}

type Query = (sql: string) => Promise<readonly { readonly name: string; readonly n: number }[]>;

/** The partitions of events that are looked into inside a transaction. */
async function monthsRead(query: Query, work: () => Promise<unknown>): Promise<string[]> {
  // Of this connection, as far as the server has not yet taken them into its sums: it does so between transactions alone.
  const sql = `SELECT relname AS name, (seq_scan + coalesce(idx_scan, 0))::int AS n FROM pg_stat_xact_user_tables
    WHERE relname LIKE 'audit_event_2%' ORDER BY 1`;
  const before = new Map((await query(sql)).map(({ name, n }) => [name, n]));
  await work();
  return (await query(sql)).filter(({ name, n }) => n > (before.get(name) ?? 0)).map(({ name }) => name);
}

test("pairing a boot reads the months of its events and of the next boot's, not every month there is", async () => {
  const hostId = await makeHost("WS-YEAR");
  await keep(hostId, aYearOfStarts());
  await pair(hostId);
  expect(await db.prisma.session.count({ where: { hostId, endKind: "logged_off" } })).toBe(24);
  const boots = await db.prisma.$transaction((tx) => listBoots(tx, hostId));
  expect(boots.length).toBe(24);
  const readOf = (index: number) =>
    db.prisma.$transaction((tx) =>
      monthsRead(
        (sql) => tx.$queryRawUnsafe(sql),
        () => pairStoredBoot(tx, { hostId, boots, index, now }),
      ),
    );
  // The 3rd of June, and the start after it that lasts into July.
  expect(await readOf(10)).toEqual(["audit_event_202506", "audit_event_202507"]);
  expect(await readOf(11)).toEqual(["audit_event_202506", "audit_event_202507"]);
  expect(await readOf(12)).toEqual(["audit_event_202507", "audit_event_202508"]);
});

/** Boots of a host with the months of what they hold, as noted and as it is. */
async function monthsOf(hostId: number) {
  const rows = await db.prisma.$queryRaw<{ key: string; noted: string; held: string }[]>`
    SELECT boot.key, to_char(first_month, 'YYYY-MM') || ' ' || to_char(last_month, 'YYYY-MM') AS noted,
      to_char(min(at), 'YYYY-MM') || ' ' || to_char(max(at), 'YYYY-MM') AS held
    FROM boot JOIN audit_event ON audit_event.boot_id = boot.id
    WHERE boot.host_id = ${hostId}::int GROUP BY boot.id ORDER BY boot.started_at`;
  return rows.map(({ key, noted, held }) => ({ key, noted, held }));
}

test("a boot knows its months, whichever way its events come in", async () => {
  const machine = await makeTestMachine(db, "TS-DOORS");
  const { hostId } = machine;
  const boot = { bootId: "boot-1", bootStartedAt: at("2026-01-31T23:00:00").getTime() };
  // As the agent tells it: by the row.
  await machine.sync(at("2026-01-31T23:30:00"), {
    ...boot,
    events: [event(10, at("2026-01-31T23:00:01"), 4608), logon(11, at("2026-01-31T23:10:00"), "a.user")],
  });
  expect(await monthsOf(hostId)).toEqual([
    { key: "boot-1", noted: "2026-01 2026-01", held: "2026-01 2026-01" },
  ]);
  await machine.sync(at("2026-02-01T00:30:00"), {
    ...boot,
    events: [logoff(12, at("2026-02-01T00:20:00"), "a.user")],
  });
  expect(await monthsOf(hostId)).toEqual([
    { key: "boot-1", noted: "2026-01 2026-02", held: "2026-01 2026-02" },
  ]);
  // Straight through COPY, then with some that were there before.
  const late = { ...bootless(logon(13, at("2026-03-05T10:00:00"), "b.user", "0xb1")), boot: "boot-1" };
  await keep(hostId, [late]);
  const later = { ...bootless(logoff(14, at("2026-05-06T10:00:00"), "b.user", "0xb1")), boot: "boot-1" };
  await keep(hostId, [late, later]);
  await pair(hostId);
  expect(await monthsOf(hostId)).toEqual([
    { key: "boot-1", noted: "2026-01 2026-05", held: "2026-01 2026-05" },
  ]);
  expect(await sessionsOf(hostId)).toEqual([
    { logonId: "0xa1", endAt: at("2026-02-01T00:20:00") },
    { logonId: "0xb1", endAt: at("2026-05-06T10:00:00") },
  ]);
});

test("a boot that is given another's events knows their months too", async () => {
  const machine = await makeTestMachine(db, "TS-MOVED");
  const { hostId } = machine;
  const events = [
    event(1, at("2026-02-27T08:00:00"), 4608),
    logon(2, at("2026-02-27T08:01:00"), "a.user"),
    logoff(3, at("2026-04-02T08:00:00"), "a.user"),
  ];
  await keep(hostId, events.map(bootless));
  await pair(hostId);
  expect((await monthsOf(hostId)).map(({ key }) => key.slice(0, 4))).toEqual(["cut:"]);
  // The host names the boot that they fall into.
  await machine.sync(at("2026-05-01T08:00:00"), {
    bootId: "boot-7",
    bootStartedAt: at("2026-02-27T07:59:00").getTime(),
    events: [{ ...logon(4, at("2026-05-01T07:00:00"), "b.user", "0xb1"), boot: "boot-7" }],
  });
  expect(await monthsOf(hostId)).toEqual([
    { key: "boot-7", noted: "2026-02 2026-05", held: "2026-02 2026-05" },
  ]);
  expect(await sessionsOf(hostId)).toEqual([
    { logonId: "0xa1", endAt: at("2026-04-02T08:00:00") },
    { logonId: "0xb1", endAt: null },
  ]);
});

function sessionsOf(hostId: number) {
  return db.prisma.session.findMany({
    where: { hostId },
    orderBy: { logonId: "asc" },
    select: { logonId: true, endAt: true },
  });
}
