import { afterAll, beforeEach, expect, test } from "vitest";
import { appendTrail } from "@/lib/storage/append-trail";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { contextOf, operatorActor } from "./testing/make-fleet";
import { verifyTrail } from "./verify-trail";

const opened: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await makeTestDatabase();
  opened.push(db);
  for (let n = 1; n <= 12; n++) {
    await db.prisma.$transaction((tx) =>
      appendTrail(tx, new Date(`2026-03-01T08:00:${10 + n}.123Z`), {
        name: "order.request",
        actor: operatorActor(1),
        subject: `order:${n}`,
        detail: { reason: "Ünïcode ✓", nested: { b: 1, a: [1.5, null, "x"] } },
      }),
    );
  }
});
afterAll(() => Promise.all(opened.map((one) => one.drop())));

const auditor = () => contextOf(db, operatorActor(1, "auditor"));

/** What somebody with the database's own rights could do. */
async function tamper(sql: string): Promise<void> {
  await db.prisma.$executeRawUnsafe("ALTER TABLE trail DISABLE TRIGGER ALL");
  expect(await db.prisma.$executeRawUnsafe(sql)).toBeGreaterThan(0);
}

test("an untouched chain holds, whole and in part", async () => {
  expect(await verifyTrail(auditor(), {}, null)).toEqual({
    checked: 12,
    total: 12,
    broken: null,
    signed: null,
  });
  expect(await verifyTrail(auditor(), { from: "4", until: "9" }, null)).toEqual({
    checked: 6,
    total: 6,
    broken: null,
    signed: null,
  });
  expect(await verifyTrail(auditor(), { from: "13" }, null)).toEqual({
    checked: 0,
    total: 0,
    broken: null,
    signed: null,
  });
});

test.each([
  ["an edited detail", `UPDATE trail SET detail = '{"reason":"other"}' WHERE seq = 5`, "5", "changed"],
  [
    "another actor",
    `UPDATE trail SET actor = jsonb_set(actor, '{name}', '"eve"') WHERE seq = 7`,
    "7",
    "changed",
  ],
  ["a moved instant", "UPDATE trail SET at = at + interval '1 ms' WHERE seq = 1", "1", "changed"],
  ["a deleted entry", "DELETE FROM trail WHERE seq = 6", "7", "missing"],
  ["a deleted beginning", "DELETE FROM trail WHERE seq = 1", "2", "missing"],
  ["a re-forged hash", "UPDATE trail SET hash = repeat('a', 64) WHERE seq = 8", "8", "changed"],
  ["another predecessor", "UPDATE trail SET previous = repeat('a', 64) WHERE seq = 3", "3", "unlinked"],
] as const)("%s is found at its place", async (_, sql, seq, fault) => {
  await tamper(sql);
  const found = await verifyTrail(auditor(), {}, null);
  expect(found.broken).toEqual({ seq, fault });
  expect(found.checked).toBeLessThan(12);
});

test("refused: an operator without the right to read the trail, and a range that is none", async () => {
  const operator = contextOf(db, operatorActor(1, "operator"));
  await expect(verifyTrail(operator, {}, null)).rejects.toMatchObject({ code: "forbidden" });
  await expect(verifyTrail(auditor(), { from: "0" }, null)).rejects.toMatchObject({ code: "invalid_input" });
});
