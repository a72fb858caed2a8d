import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { MAX_NEW_HOSTS, resolveLogHosts } from "./resolve-log-hosts";

vi.setConfig({ testTimeout: 120_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-03-01T08:00:00Z");

test("one host, however its name is written; made where it is unknown", async () => {
  const agent = await db.prisma.host.create({
    data: { name: "WS-01", machineId: "m-1", platform: "windows", createdAt: now },
  });
  const names = [
    "ws-01",
    "WS-01.corp.example.com",
    "Srv-9",
    "srv-9.corp.example.com",
    "10.0.0.7",
    "10.0.0.8",
    "",
    "a\0",
  ];
  const found = await resolveLogHosts(db, names, now, { group: "Shipped" });
  expect(found.get("ws-01")).toBe(agent.id);
  expect(found.get("WS-01.corp.example.com")).toBe(agent.id);
  expect(found.get("Srv-9")).toBe(found.get("srv-9.corp.example.com"));
  expect(found.get("10.0.0.7")).not.toBe(found.get("10.0.0.8"));
  expect(found.has("") || found.has("a\0")).toBe(false);
  const made = await db.prisma.host.findUniqueOrThrow({ where: { id: found.get("Srv-9") ?? 0 } });
  expect(made).toMatchObject({ name: "srv-9.corp.example.com", group: "Shipped", machineId: null });
  expect(await resolveLogHosts(db, names, now)).toEqual(found);
});

test("two of the same short name in two domains are two hosts", async () => {
  const found = await resolveLogHosts(db, ["dc-1.a.example.com", "dc-1.b.example.com"], now);
  expect(new Set(found.values()).size).toBe(2);
});

test("many at once make each host once", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `RACE-${i}`);
  await Promise.all(Array.from({ length: 6 }, () => resolveLogHosts(db, names, now)));
  expect(await db.prisma.host.count({ where: { name: { startsWith: "RACE-" } } })).toBe(40);
});

test("names without end make no hosts", async () => {
  const before = await db.prisma.host.count();
  const names = Array.from({ length: MAX_NEW_HOSTS + 1 }, (_, i) => `ENDLESS-${i}`);
  await expect(resolveLogHosts(db, names, now)).rejects.toMatchObject({
    code: "invalid_input",
    field: "host",
  });
  expect(await db.prisma.host.count()).toBe(before);
});
