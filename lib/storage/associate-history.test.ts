import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { LOGS } from "@/lib/domain/audit-event";
import {
  findAssociateHead,
  listLiveOf,
  listSessionsInWindow,
  pageSessionsInWindow,
} from "./associate-history";
import { findSessionEvidence } from "./session-evidence";
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
let place: SeededPlace;
let person: SeededPerson;
const november = { from: when("2026-11-01T00:00:00Z"), until: when("2026-12-01T00:00:00Z") };

beforeAll(async () => {
  db = await makeTestDatabase();
  place = await seedHost(db, "WS-014", when("2026-10-01T00:00:00Z"), {
    reportedAt: when("2026-11-20T14:02:00Z"),
  });
  person = await seedPerson(db, "m.okafor");
});
afterAll(() => db.drop());

test("a window holds whatever can have been there inside it", async () => {
  const who = await seedPerson(db, "window");
  const add = (from: string | null, until: string | null, change = {}) =>
    seedSession(db, place, who, from ? when(from) : null, until ? when(until) : null, change);
  await add("2026-10-30T08:00:00Z", "2026-11-01T00:00:00Z"); // ends where the window begins
  const over = await add("2026-10-31T08:00:00Z", "2026-11-01T00:00:01Z");
  const inside = await add("2026-11-10T08:00:00Z", "2026-11-10T17:00:00Z");
  await add("2026-12-01T00:00:00Z", "2026-12-01T08:00:00Z"); // starts where it ends
  const doubtful = await add("2026-10-29T08:00:00Z", null, {
    endKind: "crashed",
    endConfidence: "interval",
    endNotBefore: when("2026-10-31T09:00:00Z"),
    endNotAfter: when("2026-11-02T09:00:00Z"),
  });
  const open = await add("2026-09-01T08:00:00Z", null, {
    endKind: "open",
    endConfidence: "open",
    endNotBefore: when("2026-09-02T08:00:00Z"),
    endNotAfter: null,
  });
  const orphan = await add(null, "2026-11-03T08:00:00Z", { startedBefore: when("2026-11-03T07:00:00Z") });
  const { sessions, isCut } = await listSessionsInWindow(db, who, november, 100);
  expect(sessions.map((session) => session.id)).toEqual([inside, orphan, over, doubtful, open]);
  expect(isCut).toBe(false);
  expect((await listSessionsInWindow(db, who, november, 2)).isCut).toBe(true);
  const october = { from: when("2026-10-05T00:00:00Z"), until: when("2026-10-25T00:00:00Z") };
  // The orphan's boot reaches back into October; its drawn doubt does not.
  expect((await listSessionsInWindow(db, who, october, 100)).sessions.map((session) => session.id)).toEqual([
    open,
  ]);
  expect(sessions[1]).toMatchObject({
    startedAt: null,
    startedBefore: Date.parse("2026-11-03T07:00:00Z"),
    startNotBefore: Date.parse("2026-10-01T00:00:00Z"),
  });
  expect(sessions[3]?.ending).toMatchObject({ kind: "crashed", at: null, confidence: "interval" });
});

test("the table is the same sessions a page at a time, ties and microseconds included", async () => {
  const who = await seedPerson(db, "pages");
  for (let i = 0; i < 6; i++)
    await seedSession(db, place, who, when("2026-11-05T08:00:00Z"), when("2026-11-05T09:00:00Z"));
  await db.pool.query(
    "UPDATE session SET started_at = started_at + (id % 3) * interval '1 microsecond' WHERE associate_id = $1",
    [who.associateId],
  );
  const all = await listSessionsInWindow(db, who, november, 100);
  const seen: string[] = [];
  let after: { startedAt: number; id: string } | null = null;
  for (let pages = 0; pages < 10; pages++) {
    const page: Awaited<ReturnType<typeof pageSessionsInWindow>> = await pageSessionsInWindow(
      db,
      who,
      november,
      after,
      2,
    );
    seen.push(...page.sessions.map((session) => session.id));
    const last = page.sessions.at(-1);
    if (!page.isCut || !last) break;
    after = { startedAt: last.startedAt ?? 0, id: last.id };
  }
  expect([...seen].sort()).toEqual(all.sessions.map((session) => session.id).sort());
  expect(new Set(seen).size).toBe(6);
});

test("the same pages upwards, to the first of them", async () => {
  const who = await seedPerson(db, "upwards");
  for (let i = 0; i < 7; i++) {
    const at = Date.parse("2026-11-06T08:00:00Z") + Math.floor(i / 2) * 3_600_000;
    await seedSession(db, place, who, new Date(at), new Date(at + 60_000));
  }
  const { sessions } = await listSessionsInWindow(db, who, november, 100);
  const cursorAt = (i: number) => ({ startedAt: sessions[i]?.startedAt ?? 0, id: sessions[i]?.id ?? "0" });
  const before = async (i: number, limit: number) => {
    const page = await pageSessionsInWindow(db, who, november, null, limit, cursorAt(i));
    return { ids: page.sessions.map(({ id }) => id), isCut: page.isCut };
  };
  const ids = sessions.map(({ id }) => id);
  expect(await before(6, 2)).toEqual({ ids: ids.slice(4, 6), isCut: true });
  expect(await before(4, 3)).toEqual({ ids: ids.slice(1, 4), isCut: true });
  expect(await before(2, 2)).toEqual({ ids: ids.slice(0, 2), isCut: false });
  expect(await before(0, 2)).toEqual({ ids: [], isCut: false });
});

test("an open session that the host still lists is as fresh as the host's report", async () => {
  const who = await seedPerson(db, "live");
  const data = {
    endKind: "open",
    endConfidence: "open",
    endNotBefore: when("2026-11-20T09:00:00Z"),
    endNotAfter: null,
  };
  await seedSession(db, place, who, when("2026-11-20T08:00:00Z"), null, { ...data, sessionId: "5" });
  await seedSession(db, place, who, when("2026-11-19T08:00:00Z"), null, { ...data, sessionId: "4" });
  await db.prisma.liveSession.create({
    data: {
      hostId: place.hostId,
      bootKey: "boot-1",
      sessionId: "5",
      ...who,
      kind: "console",
      state: "locked",
      loggedOnAt: when("2026-11-20T08:00:00Z"),
      firstSeenAt: when("2026-11-20T08:00:00Z"),
      changedAt: when("2026-11-20T08:00:00Z"),
    },
  });
  const { sessions } = await listSessionsInWindow(db, who, november, 10);
  expect(sessions.map((session) => session.liveAsOf)).toEqual([Date.parse("2026-11-20T14:02:00Z"), null]);
  expect(await listLiveOf(db, who, 10)).toMatchObject([
    { hostName: "WS-014", state: "locked", isProtected: false },
  ]);
  expect(await listLiveOf(db, { hostId: place.hostId }, 10)).toHaveLength(1);
});

test("evidence: the records that start and end it, as their log gave them, and the order they prove", async () => {
  const start = when("2026-11-20T09:02:00Z");
  const end = when("2026-11-20T11:47:00Z");
  const proof = { log: "Security", recordId: 150, eventId: 4647, at: end.getTime() };
  const order = await db.prisma.logoffOrder.create({
    data: {
      requestedBy: { kind: "operator", operatorId: 1, name: "a.lund", role: "operator" },
      ...{ reason: "r", createdAt: end, expiresAt: end, requestKey: "k" },
    },
  });
  const target = await db.prisma.logoffTarget.create({
    data: {
      orderId: order.id,
      hostId: place.hostId,
      ...person,
      machineId: "m",
      bootKey: "boot-1",
      sessionId: "2",
      accountKey: "S",
      loggedOnAt: start,
      state: "proved",
      stateAt: end,
      provedAt: end,
      evidence: proof,
      commandId: "00000000-0000-4000-8000-000000000001",
    },
  });
  await db.pool.query("SELECT ensure_audit_month($1)", [end]);
  const event = {
    hostId: place.hostId,
    log: LOGS.Security,
    bootId: place.bootId,
    receivedAt: end,
    fields: {},
  };
  await db.prisma.auditEvent.createMany({
    data: [
      {
        ...event,
        recordId: 120n,
        at: start,
        eventId: 4624,
        raw: { TargetUserName: "m.okafor", LogonType: 2 },
      },
      { ...event, recordId: 150n, at: end, eventId: 4647, fields: { TargetLogonId: "0x1" } },
      { ...event, recordId: 151n, at: end, eventId: 4634 },
    ],
  });
  const id = await seedSession(db, place, person, start, end, {
    startRecord: 120n,
    endRecords: [proof],
    endedByTargetId: target.id,
  });

  const queries = vi.spyOn(db.pool, "query");
  const found = await findSessionEvidence(db, id, person);
  expect(queries).toHaveBeenCalledTimes(2);
  queries.mockRestore();
  expect(found?.session.order).toEqual({ id: order.id, state: "proved", by: "a.lund", proof });
  expect(found?.records).toMatchObject([
    {
      role: "start",
      log: "Security",
      recordId: 120,
      eventId: 4624,
      raw: { TargetUserName: "m.okafor", LogonType: "2" },
    },
    { role: "proof", log: "Security", recordId: 150, eventId: 4647, raw: { TargetLogonId: "0x1" } },
  ]);
  // Whoever asked, in one word; a name that is not kept is none.
  for (const [change, by] of [
    [{ requestedBy: { kind: "token", name: "Night shift" } }, "token Night shift"],
    [{ requestedBy: { kind: "system", name: "gateway" }, requestedThrough: "policy" }, "a policy"],
    [{ requestedBy: {}, requestedThrough: "web" }, null],
    [{ requestedBy: "a.lund" }, null],
  ] as const) {
    await db.prisma.logoffOrder.update({ where: { id: order.id }, data: change });
    expect((await findSessionEvidence(db, id, person))?.session.order?.by).toBe(by);
  }
  const stranger = await seedPerson(db, "stranger");
  expect(await findSessionEvidence(db, id, stranger)).toBeNull();
  expect(await findSessionEvidence(db, "9223372036854775807", person)).toBeNull();
});

test("a record that is not kept is still named, without its raw text", async () => {
  const end = when("2026-11-21T11:47:00Z");
  const id = await seedSession(db, place, person, when("2026-11-21T09:00:00Z"), end, {
    endRecords: [{ log: "System", recordId: 9, eventId: 7002, at: end.getTime() }, { log: "nonsense" }, null],
  });
  expect((await findSessionEvidence(db, id, person))?.records).toEqual([
    { log: "System", recordId: 9, eventId: 7002, at: end.getTime(), role: "end", raw: null },
  ]);
});

test("the head names accounts and since when anything is recorded", async () => {
  expect(await findAssociateHead(db, person.associateId)).toMatchObject({
    name: "m.okafor",
    accounts: [{ domain: "CORP", name: "m.okafor", key: `S-1-5-21-1-2-3-${person.associateId}` }],
    recordedSince: when("2026-10-01T00:00:00Z"),
  });
  expect(await findAssociateHead(db, 999_999)).toBeNull();
});
