import { afterAll, beforeAll, expect, test } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { listNetworkLogons } from "./network-logons";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 2, 1);
const now = new Date("2026-03-05T08:00:00Z");

test("network logons are told per account and day, the newest day and the busiest account first", async () => {
  const host = await db.prisma.host.create({ data: { name: "FS-01", platform: "windows", createdAt: now } });
  let recordId = 0;
  const logon = (day: number, hour: number, name: string, address: string) => ({
    hostId: host.id,
    raw: null,
    event: {
      ...EMPTY_EVENT,
      log: "Security" as const,
      recordId: ++recordId,
      eventId: 4624,
      logonType: 3,
      at: FROM + day * DAY + hour * 3_600_000,
      sid: `S-1-5-21-1-2-3-${name.length + 1100}`,
      userName: name,
      domainName: "CORP",
      logonId: `0x${(0x10000 + recordId).toString(16)}`,
      address,
    },
  });
  const events = [
    logon(0, 8, "a.user", "10.0.0.2"),
    logon(0, 23, "a.user", "10.0.0.1"),
    logon(1, 9, "a.user", "10.0.0.1"),
    logon(1, 9, "b.longer", "10.0.0.3"),
    logon(1, 10, "b.longer", "-"),
  ];
  // Apart and again: each is counted once.
  await ingestLogged(db, { events: events.slice(0, 3), importId: null, now });
  await ingestLogged(db, { events, importId: null, now });
  const found = await listNetworkLogons(db, {
    of: { hostId: host.id },
    from: new Date(FROM),
    until: new Date(FROM + 3 * DAY),
    limit: 10,
  });
  const brief = found.map(({ day, accountName, count, addresses }) => [day, accountName, count, addresses]);
  expect(brief).toEqual([
    ["2026-03-02", "CORP\\b.longer", 2, ["10.0.0.3"]],
    ["2026-03-02", "CORP\\a.user", 1, ["10.0.0.1"]],
    ["2026-03-01", "CORP\\a.user", 2, ["10.0.0.1", "10.0.0.2"]],
  ]);
  expect(found[2]).toMatchObject({ firstAt: FROM + 8 * 3_600_000, lastAt: FROM + 23 * 3_600_000 });
  const associateId = found[0]?.associateId ?? 0;
  const query = { of: { associateId }, from: new Date(FROM), until: new Date(FROM + DAY), limit: 1 };
  expect(await listNetworkLogons(db, query)).toMatchObject([{ day: "2026-03-02", associateId }]);
  expect(await listNetworkLogons(db, { ...query, from: new Date(FROM + 2 * DAY), until: now })).toEqual([]);
});
