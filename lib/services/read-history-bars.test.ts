import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { readHistory } from "./read-history";
import { readHistoryBars } from "./read-history-bars";

const DAY = 86_400_000;
const auditor: Actor = { kind: "operator", operatorId: 1, name: "auditor", role: "auditor" };
let db: TestDatabase;
const context = (actor: Actor = auditor): Context => ({ actor, now: when("2026-11-20T14:00:00Z"), db });
/** A bar a day of UTC. */
const edgesOf = (from: number, until: number) => {
  const edges = [Math.floor(from / DAY) * DAY];
  while ((edges.at(-1) ?? until) < until) edges.push((edges.at(-1) ?? 0) + DAY);
  return edges;
};
const instantOf = (wall: number) => wall;
const ask = (q: string) => readHistoryBars(context(), { q, instantOf, edgesOf });

beforeAll(async () => {
  db = await makeTestDatabase();
  const [one, two] = [
    await seedHost(db, "TS-04", when("2026-01-01T00:00:00Z")),
    await seedHost(db, "TS-05", when("2026-01-01T00:00:00Z")),
  ];
  const person = await seedPerson(db, "m.okafor");
  for (let n = 0; n < 90; n++) {
    const at = Date.parse("2026-03-01T00:00:00Z") + n * 7 * 3_600_000;
    await seedSession(db, n % 3 === 0 ? two : one, person, new Date(at), new Date(at + 3_600_000));
  }
  // The bar of its day knows it by the instant that its start lies before.
  await seedSession(db, one, person, null, when("2026-03-02T12:00:00Z"), {
    startedBefore: when("2026-03-02T11:00:00Z"),
  });
  await seedSession(db, two, person, when("2025-06-01T08:00:00Z"), when("2025-06-01T09:00:00Z"));
});
afterAll(() => db.drop());

test("every listed session stands in one bar, those long before in none", async () => {
  const bars = (await ask("")) ?? [];
  expect(bars.reduce((sum, bar) => sum + bar.sessions, 0)).toBe(91);
  expect(bars.length).toBeLessThanOrEqual(61);
  for (const bar of bars.filter((one) => one.sessions > 0).slice(0, 5)) {
    const bound = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
    const { view } = await readHistory(context(), {
      q: `from:${bound(bar.from)} until:${bound(bar.until)}`,
      at: null,
      instantOf,
    });
    const listed = view.kind === "list" ? view.sessions : [];
    const begun = listed.filter((row) => (row.startedAt ?? row.startedBefore ?? 0) >= bar.from);
    expect(begun).toHaveLength(bar.sessions);
  }
});

test("the query narrows the bars, its bounds cut the first and the last of them", async () => {
  const total = async (q: string) => (await ask(q))?.reduce((sum, bar) => sum + bar.sessions, 0);
  expect(await total("host:TS-05")).toBe(30);
  expect(await total("from:2025-01-01")).toBe(92);
  const bars = (await ask("from:2026-03-02T06:00Z until:2026-03-03T18:00Z")) ?? [];
  expect([bars[0]?.from, bars.at(-1)?.until]).toEqual([
    Date.parse("2026-03-02T06:00Z"),
    Date.parse("2026-03-03T18:00Z"),
  ]);
  expect(bars.reduce((sum, bar) => sum + bar.sessions, 0)).toBe(6);
  expect(await ask("host:nowhere")).toBeNull();
  expect(await ask("from:2030-01-01")).toBeNull();
});

test("a stretch without a session is drawn empty: by its bars one leaves it", async () => {
  const shape = async (q: string) => {
    const bars = (await ask(q)) ?? [];
    return [bars.length, bars.reduce((sum, bar) => sum + bar.sessions, 0)];
  };
  // Between what there is, after the newest, and before the oldest.
  expect(await shape("from:2025-09-01 until:2025-09-10")).toEqual([10, 0]);
  expect(await shape("from:2026-05-01 until:2026-05-10")).toEqual([10, 0]);
  expect(await shape("from:2026-11-16T00:00Z")).toEqual([5, 0]);
  expect(await shape("from:2024-01-01 until:2024-01-10")).toEqual([10, 0]);
  expect(await shape("until:2025-05-30")).toEqual([60, 0]);
});

test("two questions, and none without the permission", async () => {
  const queries = vi.spyOn(db.pool, "query");
  const agent: Actor = { kind: "agent", agentId: 1, hostId: 1, hostName: "TS-04" };
  await expect(readHistoryBars(context(agent), { q: "", instantOf, edgesOf })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(queries).not.toHaveBeenCalled();
  await ask("");
  expect(queries).toHaveBeenCalledTimes(2);
  queries.mockRestore();
});
