import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseHistoryQuery } from "@/lib/domain/history-query";
import { type HistoryPage, type HistoryPlace, listHistory } from "./list-history";
import {
  type SeededPerson,
  type SeededPlace,
  seedHost,
  seedPerson,
  seedSession,
  when,
} from "./testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
let office: SeededPlace;
let lab: SeededPlace;
let okafor: SeededPerson;
let hostile: SeededPerson;
const ids: Record<string, string> = {};
const query = (text: string) => parseHistoryQuery(text, (wall) => wall);
const newest: HistoryPlace = { kind: "newest" };
const HOSTILE = "%_\\\u202Egnp'--";

beforeAll(async () => {
  db = await makeTestDatabase();
  office = await seedHost(db, "TS-04", when("2026-10-01T00:00:00Z"), { group: "Office" });
  lab = await seedHost(db, "LAB-1", when("2026-10-01T00:00:00Z"), { group: "Lab" });
  okafor = await seedPerson(db, "m.okafor", { group: "Helpdesk" });
  hostile = await seedPerson(db, HOSTILE);
  const order = await db.prisma.logoffOrder.create({
    data: { requestedBy: {}, reason: "r", createdAt: new Date(), expiresAt: new Date(), requestKey: "k" },
  });
  const target = await db.prisma.logoffTarget.create({
    data: {
      orderId: order.id,
      hostId: office.hostId,
      ...okafor,
      machineId: "m",
      bootKey: "boot-1",
      sessionId: "2",
      accountKey: "S",
      loggedOnAt: new Date(),
      state: "unproved",
      stateAt: new Date(),
      commandId: "00000000-0000-4000-8000-000000000009",
    },
  });
  ids.order = String(order.id);
  ids.forced = await seedSession(
    db,
    office,
    okafor,
    when("2026-11-05T08:00:00Z"),
    when("2026-11-05T17:00:00Z"),
    {
      endedByTargetId: target.id,
    },
  );
  ids.long = await seedSession(db, lab, okafor, when("2026-10-20T08:00:00Z"), when("2026-11-10T08:00:00Z"));
  ids.crash = await seedSession(db, lab, hostile, when("2026-11-06T08:00:00Z"), null, {
    endKind: "crashed",
    endConfidence: "interval",
    endNotBefore: when("2026-11-06T09:00:00Z"),
    endNotAfter: when("2026-11-06T10:00:00Z"),
  });
  ids.orphan = await seedSession(db, office, hostile, null, when("2026-11-07T08:00:00Z"), {
    startedBefore: when("2026-11-07T07:00:00Z"),
  });
});
afterAll(() => db.drop());

test.each([
  ["", ["orphan", "crash", "forced", "long"]],
  ["host:ts-*", ["orphan", "forced"]],
  ["host:TS-04 host:LAB-1", ["orphan", "crash", "forced", "long"]],
  ["group:lab", ["crash", "long"]],
  ["group:helpdesk", ["forced", "long"]],
  ["associate:m.ok*", ["forced", "long"]],
  ["okafor", ["forced", "long"]],
  ["lab", ["crash", "long"]],
  ["ended:crashed", ["crash"]],
  ["ended:logged-off sure:exact", ["orphan", "forced", "long"]],
  ["sure:interval,low", ["crash"]],
  ["order:yes", ["forced"]],
  ["order:no", ["orphan", "crash", "long"]],
  ["from:2026-11-06", ["orphan", "crash", "long"]],
  ["from:2026-11-06 until:2026-11-06", ["crash", "long"]],
  ["until:2026-10-31", ["long"]],
  ["from:2026-11-05T17:00Z until:2026-11-05T18:00Z", ["long"]],
  ["nothing:here", ["orphan", "crash", "forced", "long"]],
  ["associate:999999", []],
])("“%s” finds %j", async (text, names) => {
  const { sessions } = await listHistory(db, query(text), newest, 50);
  expect(sessions.map((session) => session.id)).toEqual(names.map((name) => ids[name]));
});

test("an order by number, a hostile name as it is written, and the rest of it as no pattern", async () => {
  const found = async (text: string) =>
    (await listHistory(db, query(text), newest, 50)).sessions.map((session) => session.id);
  expect(await found(`order:${ids.order}`)).toEqual([ids.forced]);
  expect(await found(`associate:"${HOSTILE}"`)).toEqual([ids.orphan, ids.crash]);
  expect(await found("%")).toEqual([ids.orphan, ids.crash]);
  expect(await found("'; DROP TABLE session;--")).toEqual([]);
});

test("pages down and up again: every row once, ties and microseconds included, in one query each", async () => {
  const other = await makeTestDatabase();
  try {
    const place = await seedHost(other, "pages", when("2026-10-01T00:00:00Z"));
    const person = await seedPerson(other, "pages");
    for (let n = 0; n < 23; n++) {
      await seedSession(other, place, person, when("2026-11-05T08:00:00Z"), when("2026-11-05T09:00:00Z"));
    }
    await other.pool.query(
      "UPDATE session SET started_at = started_at + (id % 4) * interval '1 microsecond' + (id % 3) * interval '1 second'",
    );
    const queries = vi.spyOn(other.pool, "query");
    const pages: HistoryPage[] = [];
    let at: HistoryPlace = newest;
    for (;;) {
      const page = await listHistory(other, query(""), at, 5);
      pages.push(page);
      if (!page.hasMore || !page.last) break;
      at = { kind: "after", cursor: page.last };
    }
    expect(queries).toHaveBeenCalledTimes(pages.length);
    queries.mockRestore();
    const down = pages.map((page) => page.sessions.map((session) => session.id));
    expect(new Set(down.flat()).size).toBe(23);
    expect(down.map((page) => page.length)).toEqual([5, 5, 5, 5, 3]);
    for (let n = pages.length - 1; n > 0; n--) {
      const first = pages[n]?.first;
      if (!first) throw new Error("an empty page");
      const up = await listHistory(other, query(""), { kind: "before", cursor: first }, 5);
      expect(up.sessions.map((session) => session.id)).toEqual(down[n - 1]);
      expect(up.hasMore).toBe(n > 1);
    }
  } finally {
    await other.drop();
  }
});
