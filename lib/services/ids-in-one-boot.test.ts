import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { busyHost } from "@/lib/domain/pairing/testing/busy-host";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";

vi.setConfig({ testTimeout: 120_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-08-01T08:00:00Z");

/** Sessions of a host that says of all its starts that they are one boot: ids come again after what was settled. */
async function pairAsOneBoot(name: string, limits: { windowRecords: number; seamRecords: number }) {
  const { id: hostId } = await db.prisma.host.create({ data: { name, platform: "windows", createdAt: now } });
  const events = busyHost(4_500).map((event) => ({ hostId, event: { ...event, boot: "one" }, raw: null }));
  await ingestLogged(db, { events, importId: null, now });
  const { left } = await pairDue(db, { hostIds: [hostId], now: () => now, limits });
  expect(left).toBe(0);
  return db.prisma.session.findMany({
    where: { hostId },
    orderBy: { logonId: "asc" },
    select: { logonId: true, startedAt: true, endAt: true, endKind: true },
  });
}

test("ids that are given again within one boot are paired in the end, as in one go", async () => {
  const whole = await pairAsOneBoot("TS-WHOLE", { windowRecords: 10_000, seamRecords: 10_000 });
  expect(whole.length).toBeGreaterThan(0);
  expect(await pairAsOneBoot("TS-PIECES", { windowRecords: 400, seamRecords: 50 })).toEqual(whole);
  expect(await pairAsOneBoot("TS-USUAL", { windowRecords: 4_000, seamRecords: 500 })).toEqual(whole);
});
