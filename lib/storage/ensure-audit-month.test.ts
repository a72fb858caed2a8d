import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

test("writers at once make one partition a month between them", async () => {
  const months = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2031, i, 15)));
  const writers = Array.from({ length: 5 }, (_, n) =>
    db.prisma.$transaction(
      async (tx) => {
        // Each writer comes from another side, and has looked before.
        const own = [...months.slice(n * 2), ...months.slice(0, n * 2)];
        for (const month of own) await tx.$executeRaw`SELECT ensure_audit_month(${month})`;
      },
      { timeout: 20_000, maxWait: 20_000 },
    ),
  );
  await Promise.all(writers);
  const found = await db.prisma.$queryRaw<{ n: bigint }[]>`
    SELECT count(*) AS n FROM pg_class WHERE relname LIKE 'audit\\_event\\_2031__' AND relkind = 'r'`;
  expect(found[0]?.n).toBe(12n);
});
