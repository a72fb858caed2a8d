import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LiveRow } from "@/lib/domain/live-row";
import { matchesQuery, parseSessionQuery } from "@/lib/domain/session-query";
import { compareLiveRows, parseSessionSort, type SessionCursor } from "@/lib/domain/session-sort";
import { countLiveSessions, countWithoutEachTerm, readFleetFreshness } from "./count-live-sessions";
import { findLiveSession } from "./find-live-session";
import { listLiveGroups } from "./list-live-groups";
import { listLiveSequence, listLiveSessions, listLiveSessionsOfHosts } from "./list-live-sessions";
import { seedLiveSessions } from "./testing/seed-live-sessions";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

const NOW = new Date("2026-11-20T09:44:31.250Z");
const SESSIONS = 10_000;
let db: TestDatabase;
let all: readonly LiveRow[];

const page = (q: string, sort = "", after: SessionCursor | null = null, limit = 100) =>
  listLiveSessions(db, { query: parseSessionQuery(q), sort: parseSessionSort(sort), after, limit, now: NOW });

beforeAll(async () => {
  db = await makeTestDatabase();
  await seedLiveSessions(db, SESSIONS, NOW);
  all = (await page("", "", null, SESSIONS)).rows;
});
afterAll(() => db?.drop());

const QUERIES = [
  "",
  "person",
  "NUMBER12",
  "corp\\p.7",
  "p.7",
  "p.5?",
  "corp\\*0",
  "ts-00",
  "p*9 ws",
  "100%",
  "_",
  "state:idle",
  "state:idle state:locked",
  "host:TS-*",
  "host:ts-*,ws-001*",
  "group:nordics",
  "group:*",
  "group:Second*",
  "kind:ssh,console",
  "idle:>2h",
  "idle:<30m",
  "idle:>1h idle:<3h",
  "on:>8h on:<24h",
  "associate:21,22",
  "stale:yes",
  "stale:no state:active",
  "colour:red",
  "state:idle host:TS-* person",
  "nobody-is-called-this",
];

describe("the filter", () => {
  test.each(QUERIES)("“%s” gives in SQL what it gives on the client", async (q) => {
    const query = parseSessionQuery(q);
    const rows = all.filter((row) => matchesQuery(query, row, NOW.getTime()));
    const expected = rows.map((row) => row.id);
    const found = (await page(q, "", null, SESSIONS)).rows.map((row) => row.id);
    expect(found).toEqual(expected);
    const request = { query, sort: parseSessionSort(""), now: NOW };
    expect(await listLiveSequence(db, request, SESSIONS)).toBe(expected.join(","));
    expect(await countLiveSessions(db, query, NOW)).toMatchObject({
      sessions: expected.length,
      associates: new Set(rows.map((row) => row.accountName)).size,
      hosts: new Set(rows.map((row) => row.hostId)).size,
      fleetSessions: SESSIONS,
    });
  });

  test("its samples tell rows apart", () => {
    const sizes = QUERIES.map(
      (q) => all.filter((row) => matchesQuery(parseSessionQuery(q), row, NOW.getTime())).length,
    );
    expect(sizes.filter((size) => size > 0 && size < SESSIONS).length).toBeGreaterThan(17);
  });
});

describe("paging", () => {
  test.each(["loggedOn", "-loggedOn", "idle", "-idle", "host", "-host", "associate", "-associate"])(
    "by %s walks every row once and in order",
    async (sort) => {
      const seen: LiveRow[] = [];
      let after: SessionCursor | null = null;
      do {
        const found = await page("state:idle", sort, after, 300);
        seen.push(...found.rows);
        after = found.next;
      } while (after);
      expect(new Set(seen.map((row) => row.id)).size).toBe(2_000);
      const whole = (await page("state:idle", sort, null, SESSIONS)).rows;
      expect(seen.map((row) => row.id)).toEqual(whole.map((row) => row.id));
      const request = { query: parseSessionQuery("state:idle"), sort: parseSessionSort(sort), now: NOW };
      expect((await listLiveSequence(db, request, SESSIONS)).split(",")).toEqual(whole.map((row) => row.id));
      const sorted = [...whole].sort(compareLiveRows(parseSessionSort(sort)));
      expect(sorted.map((row) => row.id)).toEqual(whole.map((row) => row.id));
    },
  );

  test("newest logon first, and longest idle first", async () => {
    const logons = (await page("")).rows.map((row) => row.loggedOnAt);
    expect(logons).toEqual([...logons].sort((a, b) => b - a));
    const idle = (await page("state:idle,locked", "idle")).rows.map((row) => row.stateSince ?? 0);
    expect(idle).toEqual([...idle].sort((a, b) => a - b));
  });
});

test("counters tell the fleet and what is in view", async () => {
  const counts = await countLiveSessions(db, parseSessionQuery("host:TS-* state:locked"), NOW);
  const servers = all.filter((row) => row.hostName.startsWith("TS-"));
  expect(counts.fleetSessions).toBe(SESSIONS);
  expect(counts.byState.active).toEqual({
    fleet: all.filter((row) => row.state === "active").length,
    inView: servers.filter((row) => row.state === "active").length,
  });
  const locked = servers.filter((row) => row.state === "locked");
  expect(counts.sessions).toBe(locked.length);
  expect(counts.hosts).toBe(new Set(locked.map((row) => row.hostId)).size);
  expect(counts.associates).toBe(new Set(locked.map((row) => row.accountName)).size);
  expect(counts.enrolledHosts).toBe(200);
  expect(counts.staleHosts).toBe(
    (await db.prisma.host.findMany()).filter(
      (host) => !host.reportedAt || NOW.getTime() - host.reportedAt.getTime() > 60_000,
    ).length,
  );
});

test("tells what clearing each chip would return", async () => {
  const query = parseSessionQuery("state:idle nobody-is-called-this colour:red");
  const [withoutState, withoutWord] = await countWithoutEachTerm(db, query, NOW);
  expect([withoutState, withoutWord]).toEqual([0, 2_000]);
});

test("pivots gather the same rows", async () => {
  const query = parseSessionQuery("state:idle");
  const idle = all.filter((row) => row.state === "idle");
  const hosts = await listLiveGroups(db, "hosts", query, 1_000, NOW);
  expect(hosts.reduce((sum, host) => sum + host.sessions, 0)).toBe(idle.length);
  const people = await listLiveGroups(db, "associates", query, 10_000, NOW);
  const person = people.find((found) => found.id !== null);
  const theirs = idle.filter((row) => row.associateId === person?.id);
  expect(person?.sessions).toBe(theirs.length);
  expect(person?.others).toBe(new Set(theirs.map((row) => row.hostName)).size);
});

test("a row under an order says which, until its target is settled", async () => {
  const row = all[0];
  if (!row) throw new Error("nothing seeded");
  const [live] = (
    await db.pool.query(
      "SELECT host_id, account_id, boot_key, session_id, logged_on_at FROM live_session WHERE id = $1",
      [row.id],
    )
  ).rows;
  const order = await db.prisma.logoffOrder.create({
    data: { requestedBy: {}, reason: "test", createdAt: NOW, expiresAt: NOW, requestKey: "one" },
  });
  const target = await db.prisma.logoffTarget.create({
    data: {
      orderId: order.id,
      hostId: live.host_id,
      accountId: live.account_id,
      machineId: "machine",
      bootKey: live.boot_key,
      sessionId: live.session_id,
      accountKey: "S-1",
      loggedOnAt: live.logged_on_at,
      stateAt: NOW,
      commandId: "6f1f6f0e-6f5c-4f57-9d53-0c8d1f6f5f01",
    },
  });
  const read = async () => {
    const [host] = await listLiveSessionsOfHosts(db, [row.hostId]);
    expect(host?.host.name).toBe(row.hostName);
    expect(host?.rows).toHaveLength(50);
    return host?.rows.find((found) => found.id === row.id);
  };
  expect((await read())?.orderId).toBe(order.id);
  await db.prisma.logoffTarget.update({ where: { id: target.id }, data: { state: "failed" } });
  expect((await read())?.orderId).toBeNull();
});

test("the drawer's facts, and null once the host no longer lists it", async () => {
  const facts = await findLiveSession(db, all[5]?.id ?? "", NOW);
  expect(facts?.row).toEqual(all[5]);
  expect(facts?.accountKey).toMatch(/^S-1-5-21/);
  expect(facts?.past).toEqual([]);
  expect(await findLiveSession(db, "999999999999999999", NOW)).toBeNull();
});

test("freshness names the hosts that reported since", async () => {
  const since = new Date(NOW.getTime() - 3_500);
  const found = await readFleetFreshness(db, since, NOW);
  const hosts = await db.prisma.host.findMany({ where: { reportedAt: { gte: since } } });
  expect(new Map(found.hosts)).toEqual(new Map(hosts.map((host) => [host.id, host.reportedAt?.getTime()])));
  expect(found.allHosts).toBe(200);
  expect(found.freshHosts).toBeGreaterThan(150);
});

test(`a page and its counters over ${SESSIONS} live sessions`, async () => {
  const times: number[] = [];
  for (let run = 0; run < 8; run++) {
    for (const q of ["", "person state:idle", "host:TS-* idle:>2h", "group:Nordics on:<24h"]) {
      const started = performance.now();
      await Promise.all([page(q, run % 2 ? "" : "host"), countLiveSessions(db, parseSessionQuery(q), NOW)]);
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  console.log(`page + counters: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`);
  expect(at(0.95)).toBeLessThan(1_000);
});
