import { afterAll, beforeAll, expect, test } from "vitest";
import { appendTrail } from "./append-trail";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const entry = (n: number) => ({
  name: "order.request",
  actor: { kind: "system", name: "cli" } as const,
  subject: `order:${n}`,
  detail: { n },
});

test("writers at once forge one unbroken chain", async () => {
  const now = new Date("2026-03-01T08:00:00Z");
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => db.prisma.$transaction((tx) => appendTrail(tx, now, entry(n)))),
  );
  const links = await db.prisma.trail.findMany({ orderBy: { seq: "asc" } });
  expect(links.map((link) => link.seq)).toEqual(Array.from({ length: 20 }, (_, i) => BigInt(i + 1)));
  for (const [i, link] of links.entries()) {
    if (i > 0) expect(link.previous).toBe(links[i - 1]?.hash);
  }
});

test("the database refuses to change or delete an entry", async () => {
  await expect(db.prisma.$executeRaw`UPDATE trail SET name = 'x'`).rejects.toThrow("append-only");
  await expect(db.prisma.$executeRaw`DELETE FROM trail`).rejects.toThrow("append-only");
  await expect(db.prisma.$executeRaw`TRUNCATE trail`).rejects.toThrow("append-only");
});
