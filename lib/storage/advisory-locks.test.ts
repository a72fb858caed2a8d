import { afterAll, beforeAll, expect, test } from "vitest";
import { LOCK, tryTurn, waitForTurn, withLock } from "./advisory-locks";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

test("no two matters share a number", () => {
  expect(new Set(Object.values(LOCK)).size).toBe(Object.keys(LOCK).length);
});

test("work under a lock is done by one at a time, and the lock is free after, also where the work fails", async () => {
  const outer = await withLock(db, LOCK.policies, async () => {
    expect(await withLock(db, LOCK.policies, async () => "twice")).toBeNull();
    return (await withLock(db, LOCK.pairing, async () => "another matter"))?.value;
  });
  expect(outer).toEqual({ value: "another matter" });
  await expect(withLock(db, LOCK.policies, () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  expect(await withLock(db, LOCK.policies, async () => "again")).toEqual({ value: "again" });
});

test("a connection that is cut while it holds a lock takes the lock with it, and does not come back", async () => {
  const held = await withLock(db, LOCK.policies, async () => {
    await db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return "done";
  });
  expect(held).toEqual({ value: "done" });
  expect(await withLock(db, LOCK.policies, async () => "again")).toEqual({ value: "again" });
});

test("a turn lasts as long as its transaction", async () => {
  await db.prisma.$transaction(async (tx) => {
    await waitForTurn(tx, LOCK.sweep);
    expect(await db.prisma.$transaction((other) => tryTurn(other, LOCK.sweep))).toBe(false);
  });
  expect(await db.prisma.$transaction((tx) => tryTurn(tx, LOCK.sweep))).toBe(true);
});
