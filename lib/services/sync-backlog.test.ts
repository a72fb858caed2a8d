import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { pairDue } from "./pair-due";
import { logoff, logon, makeTestMachine, minute } from "./testing/test-machine";

vi.setConfig({ testTimeout: 120_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

test("a spool that an agent sends at once is on disk when it is answered, and paired soon after", async () => {
  const machine = await makeTestMachine(db);
  const { hostId } = machine;
  const boot = { bootId: "boot-1", bootStartedAt: minute(-10).getTime() };
  const events = Array.from({ length: 300 }, (_, n) => [
    logon(n * 2 + 1, minute(n), "a.user", `0x${(0x10000 + n).toString(16)}`),
    logoff(n * 2 + 2, minute(n + 0.5), "a.user", `0x${(0x10000 + n).toString(16)}`),
  ]).flat();
  await machine.sync(minute(400), { ...boot, events });
  expect(await db.prisma.auditEvent.count({ where: { hostId } })).toBe(600);
  // Sent again, because the answer was lost.
  await machine.sync(minute(401), { ...boot, events });
  expect(await db.prisma.auditEvent.count({ where: { hostId } })).toBe(600);
  expect(await db.prisma.boot.findMany({ where: { hostId } })).toMatchObject([
    { key: "boot-1", startedAt: minute(-10) },
  ]);
  await pairDue(db, { hostIds: [hostId], now: () => minute(402) });
  expect(await db.prisma.session.count({ where: { hostId, endKind: "logged_off" } })).toBe(300);
  // What comes after it is paired at once.
  await machine.sync(minute(403), { ...boot, events: [logon(601, minute(402), "a.user", "0x99999")] });
  expect(await db.prisma.session.count({ where: { hostId, endKind: "open" } })).toBe(1);
});

test("what cannot be kept of a spool is put aside, and told as any other", async () => {
  const machine = await makeTestMachine(db);
  const { hostId } = machine;
  const boot = { bootId: "boot-1", bootStartedAt: minute(-10).getTime() };
  const good = Array.from({ length: 600 }, (_, n) => logon(n + 1, minute(n), "a.user", `0x${0x10000 + n}`));
  const bad = [
    { ...logon(601, minute(601), "b.user"), workstation: "a\0b" },
    { ...logon(602, minute(602), "b.user"), raw: { Data: "half of a pair: \ud800" } },
  ];
  await machine.sync(minute(700), { ...boot, events: [...good, ...bad] });
  expect(await db.prisma.auditEvent.count({ where: { hostId } })).toBe(600);
  const rejects = await db.prisma.ingestReject.findMany({
    where: { source: `host:${hostId}` },
    orderBy: { id: "asc" },
  });
  expect(rejects).toMatchObject([
    { place: "Security 601", reason: "workstation holds a character that cannot be kept" },
    { place: "Security 602", reason: "Data holds a character that cannot be kept" },
  ]);
});

test("a spool of another machine is refused, and nothing of it is kept", async () => {
  const machine = await makeTestMachine(db);
  const { hostId } = machine;
  const events = Array.from({ length: 600 }, (_, n) => logon(n + 1, minute(n), "a.user", `0x${0x10000 + n}`));
  const host = { machineId: "another", name: "X", platform: "windows", isSimulated: false, os: "" } as const;
  await expect(machine.sync(minute(700), { events, host })).rejects.toThrow("another machine");
  expect(await db.prisma.auditEvent.count({ where: { hostId } })).toBe(0);
});
