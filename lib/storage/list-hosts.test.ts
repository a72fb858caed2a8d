import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findHost, listBoots } from "./host-detail";
import { type HostFilter, listHosts } from "./list-hosts";
import { seedHost, seedPerson, seedSession, when } from "./testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";
import { whoWasOn } from "./who-was-on";

let db: TestDatabase;
const now = when("2026-11-20T14:00:00Z");
const all: HostFilter = { text: "", group: null, platform: null, state: null };
const agent = (hostId: number, publicKey: string, change = {}) =>
  db.prisma.agent.create({
    data: { hostId, publicKey, version: "0.1.0", enrolledAt: when("2026-11-01T00:00:00Z"), ...change },
  });

beforeAll(async () => {
  db = await makeTestDatabase();
  const boot = when("2026-11-01T00:00:00Z");
  const fresh = await seedHost(db, "TS-01", boot, {
    reportedAt: when("2026-11-20T13:59:30Z"),
    clockSkewMs: -2_500,
  });
  const stale = await seedHost(db, "TS-02", boot, {
    reportedAt: when("2026-11-20T13:58:00Z"),
    auditPolicy: { source: "auditpol", subcategories: [{ name: "Logoff", setting: "none" }] },
  });
  const revoked = await seedHost(db, "TS-03", boot, { platform: "linux", auditPolicy: "nonsense" });
  await seedHost(db, "imported", boot, { group: "Archive", auditPolicy: { subcategories: 4 } });
  await agent(fresh.hostId, "old", { revokedAt: now, enrolledAt: when("2026-11-19T00:00:00Z") });
  await agent(fresh.hostId, "current", { health: { spooledEvents: 3, spooledBytes: 900 } });
  await agent(stale.hostId, "stale", { health: { spoolEvents: 0 } });
  await agent(revoked.hostId, "revoked", { revokedAt: now, revokedWhy: "cloned" });
});
afterAll(() => db.drop());

const names = async (filter: Partial<HostFilter>) =>
  (await listHosts(db, { ...all, ...filter }, now, null, 50)).rows.map((row) => row.name);

test("counters and filters ask the same questions", async () => {
  const { counts, total } = await listHosts(db, all, now, null, 50);
  expect(counts).toEqual({
    all: 4,
    reporting: 1,
    stale: 1,
    skewed: 1,
    spooling: 1,
    "logoff-off": 1,
    "no-agent": 1,
    revoked: 1,
  });
  expect(total).toBe(4);
  expect(await names({ state: "reporting" })).toEqual(["TS-01"]);
  expect(await names({ state: "stale" })).toEqual(["TS-02"]);
  expect(await names({ state: "logoff-off" })).toEqual(["TS-02"]);
  expect(await names({ state: "revoked" })).toEqual(["TS-03"]);
  expect(await names({ state: "no-agent" })).toEqual(["imported"]);
  expect(await names({ platform: "linux" })).toEqual(["TS-03"]);
  expect(await names({ group: "Archive" })).toEqual(["imported"]);
  expect(await names({ text: "ts-0" })).toEqual(["TS-01", "TS-02", "TS-03"]);
});

test("the agent in force speaks for the host, not the newest revoked one", async () => {
  const { rows } = await listHosts(db, { ...all, text: "TS-01" }, now, null, 50);
  expect(rows).toMatchObject([{ publicKey: "current", revokedAt: null, boots: 1, liveSessions: 0 }]);
  expect(await findHost(db, rows[0]?.id ?? 0)).toMatchObject({
    publicKey: "current",
    clockSkewMs: -2_500,
    boots: 1,
  });
  expect(await findHost(db, 999_999)).toBeNull();
});

test("pages go on by name, in three queries each", async () => {
  const queries = vi.spyOn(db.pool, "query");
  const first = await listHosts(db, all, now, null, 2);
  expect(queries).toHaveBeenCalledTimes(3);
  queries.mockRestore();
  const next = await listHosts(db, all, now, first.rows.at(-1) ?? null, 2);
  expect([...first.rows, ...next.rows].map((row) => row.name)).toEqual([
    "TS-01",
    "TS-02",
    "TS-03",
    "imported",
  ]);
  expect([first.hasMore, next.hasMore]).toEqual([true, false]);
});

test("a boot after a crash says between when", async () => {
  const place = await seedHost(db, "crashy", when("2026-11-10T00:00:00Z"));
  const person = await seedPerson(db, "crashed");
  for (const hour of ["09", "10"]) {
    await seedSession(db, place, person, when("2026-11-10T08:00:00Z"), null, {
      endKind: "crashed",
      endConfidence: "interval",
      endNotBefore: when(`2026-11-10T${hour}:00:00Z`),
      endNotAfter: when("2026-11-10T11:00:00Z"),
    });
  }
  await db.prisma.boot.create({
    data: { hostId: place.hostId, key: "boot-2", startedAt: when("2026-11-10T11:00:00Z") },
  });
  const day = { from: when("2026-11-10T00:00:00Z"), until: when("2026-11-11T00:00:00Z") };
  expect(await listBoots(db, place.hostId, day)).toMatchObject([
    { startedAt: when("2026-11-10T00:00:00Z"), crashedAfter: null },
    {
      startedAt: when("2026-11-10T11:00:00Z"),
      crashedAfter: when("2026-11-10T10:00:00Z"),
      crashedBefore: when("2026-11-10T11:00:00Z"),
    },
  ]);
});

test("who was on: certain inside the facts, possible inside their doubt, each person once", async () => {
  const place = await seedHost(db, "asked", when("2026-11-10T00:00:00Z"));
  const [sure, twice, doubtful, early] = await Promise.all(
    ["sure", "twice", "doubtful", "early"].map((name) => seedPerson(db, name)),
  );
  if (!sure || !twice || !doubtful || !early) throw new Error("not seeded");
  const crash = {
    endKind: "crashed",
    endConfidence: "interval",
    endNotBefore: when("2026-11-10T13:00:00Z"),
    endNotAfter: when("2026-11-10T15:00:00Z"),
  };
  await seedSession(db, place, sure, when("2026-11-10T08:00:00Z"), when("2026-11-10T17:00:00Z"));
  await seedSession(db, place, twice, when("2026-11-10T08:00:00Z"), null, crash);
  await seedSession(db, place, twice, when("2026-11-10T14:00:00Z"), when("2026-11-10T16:00:00Z"));
  await seedSession(db, place, doubtful, when("2026-11-10T08:00:00Z"), null, crash);
  await seedSession(db, place, early, when("2026-11-10T08:00:00Z"), when("2026-11-10T14:05:00Z"));

  const queries = vi.spyOn(db.pool, "query");
  const found = await whoWasOn(db, {
    hostId: place.hostId,
    at: when("2026-11-10T14:05:00Z"),
    query: null,
    limit: 100,
  });
  expect(queries).toHaveBeenCalledTimes(1);
  queries.mockRestore();
  expect(found.certain.map((session) => session.associateName).sort()).toEqual(["sure", "twice"]);
  expect(found.possible.map((session) => session.associateName)).toEqual(["doubtful"]);
  expect(found.isCut).toBe(false);
});
