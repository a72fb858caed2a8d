import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AssociateFilter, listAssociates } from "./list-associates";
import { seedHost, seedPerson, seedSession, when } from "./testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
const everyone: AssociateFilter = { text: "", group: null, isOnNow: false };

beforeAll(async () => {
  db = await makeTestDatabase();
  const host = await seedHost(db, "TS-04", when("2026-11-01T00:00:00Z"));
  for (let i = 0; i < 7; i++) await seedPerson(db, "twin", { fullName: `Twin ${i}`, group: "Twins" });
  const okafor = await seedPerson(db, "m.okafor", { group: "Helpdesk", isProtected: true });
  await seedPerson(db, "100%_sure", { group: "Helpdesk" });
  await seedPerson(db, "gone", { retiredAt: when("2026-02-01T00:00:00Z") });
  await seedSession(db, host, okafor, when("2026-11-19T08:00:00Z"), when("2026-11-19T17:00:00Z"));
  await seedSession(db, host, okafor, when("2026-11-18T08:00:00Z"), when("2026-11-18T17:00:00Z"));
  await db.prisma.liveSession.create({
    data: {
      hostId: host.hostId,
      bootKey: "boot-1",
      sessionId: "2",
      ...okafor,
      kind: "console",
      state: "active",
      loggedOnAt: when("2026-11-20T08:00:00Z"),
      firstSeenAt: when("2026-11-20T08:00:00Z"),
      changedAt: when("2026-11-20T08:00:00Z"),
    },
  });
});
afterAll(() => db.drop());

const names = async (filter: Partial<AssociateFilter>) =>
  (await listAssociates(db, { ...everyone, ...filter }, null, 50)).rows.map((row) => row.name);

test("one row tells who, with what, on now and last seen", async () => {
  const { rows, total, groups } = await listAssociates(db, { ...everyone, text: "okaf" }, null, 50);
  expect(rows).toMatchObject([
    {
      name: "m.okafor",
      fullName: "m.okafor in full",
      group: "Helpdesk",
      isProtected: true,
      accounts: 1,
      liveSessions: 1,
      lastSeenAt: when("2026-11-19T17:00:00Z"),
    },
  ]);
  expect([total, groups]).toEqual([1, ["Helpdesk", "Twins"]]);
});

test("filters: text is text, never a pattern; a SID, an id, a group, on now", async () => {
  expect(await names({ text: "100%_" })).toEqual(["100%_sure"]);
  expect(await names({ text: "%" })).toEqual(["100%_sure"]);
  const okafor = await db.prisma.account.findFirstOrThrow({ where: { name: "m.okafor" } });
  expect(await names({ text: okafor.key })).toEqual(["m.okafor"]);
  expect(await names({ text: String(okafor.associateId) })).toContain("m.okafor");
  expect(await names({ group: "Helpdesk" })).toEqual(["100%_sure", "m.okafor"]);
  expect(await names({ isOnNow: true })).toEqual(["m.okafor"]);
  expect(await names({ text: "gone" })).toEqual([]);
});

test("pages neither skip nor repeat, even where names are the same", async () => {
  const seen: number[] = [];
  let after: { name: string; id: number } | null = null;
  for (let pages = 0; pages < 10; pages++) {
    const page: Awaited<ReturnType<typeof listAssociates>> = await listAssociates(db, everyone, after, 2);
    seen.push(...page.rows.map((row) => row.id));
    expect(page.total).toBe(9);
    if (!page.hasMore) break;
    after = page.rows.at(-1) ?? null;
  }
  expect(seen).toHaveLength(9);
  expect(new Set(seen).size).toBe(9);
});

test("three queries, however many rows", async () => {
  const queries = vi.spyOn(db.pool, "query");
  await listAssociates(db, everyone, null, 50);
  expect(queries).toHaveBeenCalledTimes(3);
  queries.mockRestore();
});
