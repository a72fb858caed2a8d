import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { busyHost } from "@/lib/domain/pairing/testing/busy-host";
import { readTimeline } from "@/lib/domain/pairing/testing/timeline";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { withRetry } from "@/lib/storage/with-retry";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";
import { pairTogether } from "./pair-together";

vi.setConfig({ testTimeout: 300_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-03-02T08:00:00Z");

async function makeHosts(many: number): Promise<number[]> {
  const rows = await db.prisma.host.createManyAndReturn({
    data: Array.from({ length: many }, (_, i) => ({ name: `WS-${i}`, platform: "windows", createdAt: now })),
    select: { id: true },
  });
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

async function tell(hostIds: readonly number[], events: readonly AuditEvent[]): Promise<void> {
  const logged = hostIds.flatMap((hostId) => events.map((event) => ({ hostId, event, raw: null })));
  await ingestLogged(db, { events: logged, importId: null, now });
}

const together = (hostIds: readonly number[]) => withRetry(db, (tx) => pairTogether(tx, hostIds, now));

/** What is stored of a host, without what is its own. */
async function storedOf(hostId: number) {
  const rows = await db.prisma.session.findMany({
    where: { hostId },
    orderBy: [{ bootId: "asc" }, { logonId: "asc" }],
  });
  return rows.map(({ id, hostId: _, bootId, seamId, ...row }) => ({ ...row, isSettled: seamId !== null }));
}

const DAY = readTimeline("08:00 boot @b; 09:00 logon ann 0x1 t2 @b; 17:00 logoff ann 0x1 @b");

test("hosts that are paired together end as hosts that are paired alone, batch by batch, over seams and behind them", async () => {
  const [alone = 0, ...others] = await makeHosts(4);
  const log = busyHost(1_990).map((event) => ({ ...event, boot: "b" }));
  // One batch comes late, another brings records that end what was settled.
  const batches = [
    log.slice(0, 300),
    log.slice(350, 1_200),
    log.slice(1_200, 1_700),
    log.slice(300, 350),
    log.slice(1_700),
  ];
  let companions = 0;
  for (const batch of batches) {
    await tell([alone, ...others], batch);
    const done = await together(others);
    companions += done.length;
    await pairDue(db, { hostIds: others, now: () => now });
    await pairDue(db, { hostIds: [alone], now: () => now });
    const expected = await storedOf(alone);
    expect(expected.length).toBeGreaterThan(0);
    for (const hostId of others) expect(await storedOf(hostId)).toEqual(expected);
  }
  expect(companions).toBeGreaterThan(0);
  expect(await db.prisma.pairSeam.count({ where: { hostId: alone } })).toBeGreaterThan(0);
});

test("each batch is written once, and nothing is left due", async () => {
  const hostIds = await makeHosts(3);
  await tell(hostIds, DAY.slice(0, 2));
  expect(new Set(await together(hostIds))).toEqual(new Set(hostIds));
  await tell(hostIds, DAY.slice(2));
  expect(new Set(await together(hostIds))).toEqual(new Set(hostIds));
  expect(await together(hostIds)).toEqual([]);
  expect(await db.prisma.pairDue.count({ where: { hostId: { in: hostIds } } })).toBe(0);
  for (const hostId of hostIds) {
    expect(await storedOf(hostId)).toMatchObject([
      { logonId: "0x1", endKind: "logged_off", isSettled: false },
    ]);
  }
});

test("what takes more thought is left: a boot before it, a boot that is cut, an account with a name alone", async () => {
  const [crashed = 0, cut = 0, named = 0, plain = 0] = await makeHosts(4);
  const hostIds = [crashed, cut, named, plain];
  await tell([crashed], readTimeline("08:00 boot @a; 09:00 logon ann 0x1 t2 @a"));
  await pairDue(db, { hostIds: [crashed], now: () => now });
  await tell([crashed], readTimeline("12:00 dropped @b #10; 12:00 boot @b #11"));
  await tell([cut], readTimeline("08:00 boot; 09:00 logon ann 0x1 t2"));
  await tell([named], readTimeline("08:00 lsm21 ann ts1 @b; 09:00 lsm23 ann ts1 @b"));
  await tell([plain], DAY);
  expect(await together(hostIds)).toEqual([plain]);
  const { left } = await pairDue(db, { hostIds, now: () => now });
  expect(left).toBe(0);
  expect(await storedOf(crashed)).toMatchObject([{ endKind: "crashed" }]);
  expect(await storedOf(named)).toMatchObject([{ endKind: "notified" }]);
});

test("a host that somebody writes to is not waited for", async () => {
  const [busy = 0, free = 0] = await makeHosts(2);
  await tell([busy, free], DAY);
  await db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM host WHERE id = ${busy}::int FOR NO KEY UPDATE`;
    expect(await together([busy, free])).toEqual([free]);
  });
  expect(await db.prisma.pairDue.count({ where: { hostId: busy } })).toBe(1);
  await pairDue(db, { hostIds: [busy], now: () => now });
  expect(await storedOf(busy)).toEqual(await storedOf(free));
});

test("a host that cannot be paired fails alone", async () => {
  const hostIds = await makeHosts(3);
  const [, broken = 0] = hostIds;
  await tell(hostIds, DAY);
  await db.pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON session FOR EACH ROW WHEN (NEW.host_id = ${broken}) EXECUTE FUNCTION refuse()`);
  try {
    const failed: number[] = [];
    const { left } = await pairDue(db, {
      hostIds,
      now: () => now,
      onFailure: (hostId) => failed.push(hostId),
    });
    expect({ failed, left }).toEqual({ failed: [broken], left: 1 });
    for (const hostId of hostIds) expect(await storedOf(hostId)).toHaveLength(hostId === broken ? 0 : 1);
  } finally {
    await db.pool.query("DROP FUNCTION refuse CASCADE");
  }
  await pairDue(db, { hostIds, now: () => now });
  expect(await storedOf(broken)).toHaveLength(1);
});
