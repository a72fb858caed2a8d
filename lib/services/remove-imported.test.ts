import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";
import { removeImported } from "./remove-imported";
import { event, logoff, logon, minute } from "./testing/test-machine";

vi.setConfig({ testTimeout: 120_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = minute(60);
const network = (recordId: number, n: number): ReportedEvent => ({
  ...logon(recordId, minute(n), "a.user", `0x9${recordId}`),
  logonType: 3,
});
const live = [event(1, minute(0), 4608), logon(2, minute(1), "a.user", "0x10"), network(3, 2)];
const imported = [
  logoff(4, minute(10), "a.user", "0x10"),
  logon(5, minute(20), "b.user", "0x11"),
  network(6, 30),
];

async function keep(hostId: number, events: readonly ReportedEvent[], importId: number | null) {
  const kept = await ingestLogged(db, {
    events: events.map(({ raw, ...one }) => ({ hostId, event: { ...one, boot: null }, raw })),
    importId,
    now,
  });
  await pairDue(db, { hostIds: [hostId], now: () => now });
  return kept;
}

test("an undo takes what only the import brought, and leaves the rest as it was before", async () => {
  const { id: hostId } = await db.prisma.host.create({
    data: { name: "WS", platform: "windows", createdAt: now },
  });
  const { id: importId } = await db.prisma.import.create({
    data: { source: "cli", createdBy: {}, createdAt: now, touchedAt: now },
  });
  const stateOf = async () => ({
    sessions: await db.prisma.session.findMany({
      where: { hostId },
      orderBy: { logonId: "asc" },
      omit: { seamId: true },
    }),
    network: await db.prisma.networkLogonDay.findMany({ where: { hostId } }),
    events: await db.prisma.auditEvent.count({ where: { hostId } }),
  });
  await keep(hostId, live, null);
  const before = await stateOf();
  expect(before).toMatchObject({ sessions: [{ endKind: "open" }], network: [{ count: 1 }], events: 3 });

  await keep(hostId, [...live, ...imported], importId);
  expect(await stateOf()).toMatchObject({
    sessions: [{ endKind: "logged_off" }, { endKind: "open" }],
    network: [{ count: 2 }],
    events: 6,
  });
  expect(await db.prisma.$transaction((tx) => removeImported(tx, importId))).toEqual({ removed: 3 });
  await pairDue(db, { hostIds: [hostId], now: () => now });
  expect(await stateOf()).toEqual(before);
});

test("what a shipper sends later is no import's any more", async () => {
  const { id: hostId } = await db.prisma.host.create({
    data: { name: "WS", platform: "windows", createdAt: now },
  });
  const { id: importId } = await db.prisma.import.create({
    data: { source: "cli", createdBy: {}, createdAt: now, touchedAt: now },
  });
  await keep(hostId, imported, importId);
  expect(await keep(hostId, imported.slice(1), null)).toMatchObject({ added: 0, duplicates: 2 });
  expect(await db.prisma.$transaction((tx) => removeImported(tx, importId))).toEqual({ removed: 1 });
  expect(await db.prisma.auditEvent.count({ where: { hostId } })).toBe(2);
});
