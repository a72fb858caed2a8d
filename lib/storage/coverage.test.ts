import { afterAll, beforeAll, expect, test } from "vitest";
import { LOGS, type LogName } from "@/lib/domain/audit-event";
import { coverageOf } from "@/lib/domain/coverage";
import { readCoverageFacts } from "./coverage";
import { sumUpLogDays } from "./log-days";
import { type SeededPlace, seedHost, when } from "./testing/seed-history";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
let place: SeededPlace;
let empty: SeededPlace;
const march = { from: when("2026-03-01T00:00:00Z"), until: when("2026-04-01T00:00:00Z") };

beforeAll(async () => {
  db = await makeTestDatabase();
  place = await seedHost(db, "TS-04", when("2026-03-01T00:00:00Z"));
  empty = await seedHost(db, "TS-05", when("2026-03-01T00:00:00Z"));
  await db.pool.query("SELECT ensure_audit_month($1)", [march.from]);
});
afterAll(() => db.drop());

async function write(
  recordId: number,
  at: string,
  eventId: number,
  change: Record<string, unknown> = {},
): Promise<void> {
  const { log = "Security", ...rest } = change as { log?: LogName };
  await db.prisma.auditEvent.create({
    data: {
      hostId: place.hostId,
      bootId: place.bootId,
      log: LOGS[log],
      recordId: BigInt(recordId),
      at: when(at),
      eventId,
      fields: {},
      receivedAt: when(at),
      ...rest,
    },
  });
}

async function settle(): Promise<number> {
  let settled = 0;
  for (let some = -1; some !== 0; settled += some) some = await sumUpLogDays(db, 3);
  return settled;
}

const read = async (hostId = place.hostId) => {
  const [facts] = await readCoverageFacts(db, [hostId], march);
  if (!facts) throw new Error("no facts");
  return facts;
};

test("sums are right at once, and the same after the background job; a second run finds nothing to do", async () => {
  await write(100, "2026-03-02T08:00:00Z", 4624, { logonType: 10 });
  await write(101, "2026-03-02T08:00:01Z", 4624, { logonType: 5 });
  await write(400, "2026-03-02T12:00:00Z", 4800);
  await write(401, "2026-03-02T17:00:00Z", 4647);
  await write(7, "2026-03-02T08:00:00Z", 7001, { log: "System" });
  await write(402, "2026-03-03T00:00:00Z", 4634);
  const before = await read();
  expect(before.logs).toMatchObject([
    { log: "Security", firstRecord: 100, lastRecord: 402 },
    { log: "System", events: 1 },
  ]);
  const second = before.days.find((day) => day.log === "Security" && day.firstRecord === 100);
  expect(second).toMatchObject({ events: 4, logons: 1, logoffs: 1, turns: 1, lastRecord: 401 });
  expect(second?.jumps).toEqual([
    {
      fromRecord: 101,
      untilRecord: 400,
      from: Date.parse("2026-03-02T08:00:01Z"),
      until: Date.parse("2026-03-02T12:00:00Z"),
    },
  ]);
  expect(await settle()).toBeGreaterThan(0);
  const after = await read();
  const inOrder = (days: typeof before.days) =>
    [...days].sort((a, b) => a.firstAt - b.firstAt || (a.log < b.log ? -1 : 1));
  expect(inOrder(after.days)).toEqual(inOrder(before.days));
  expect(after.logs).toMatchObject([
    { log: "Security", events: 5 },
    { log: "System", events: 1 },
  ]);
  expect(await settle()).toBe(0);
});

test("what an undo takes away is taken out of the sums", async () => {
  await write(900, "2026-03-20T08:00:00Z", 4624);
  await settle();
  expect((await read()).days.some((day) => day.firstRecord === 900)).toBe(true);
  await db.pool.query("DELETE FROM audit_event WHERE record_id = 900");
  expect((await read()).days.some((day) => day.firstRecord === 900)).toBe(false);
  await settle();
  expect((await read()).logs).toMatchObject([{ log: "Security", lastRecord: 402 }, { log: "System" }]);
});

test("marks name who, and the record that is kept before them; the clearing after the window counts too", async () => {
  await write(500, "2026-03-05T09:00:00Z", 1102, { fields: { userName: "a.lund", domainName: "CORP" } });
  await write(501, "2026-03-05T09:30:00Z", 4616, { fields: { previousAt: 1, newAt: 2 } });
  const { marks } = await read();
  expect(marks).toMatchObject([
    { eventId: 1102, who: "CORP\\a.lund", before: { recordId: 402, at: Date.parse("2026-03-03T00:00:00Z") } },
    { eventId: 4616, previousAt: 1, newAt: 2 },
  ]);
  const earlier = { from: when("2026-03-03T12:00:00Z"), until: when("2026-03-04T12:00:00Z") };
  const [facts] = await readCoverageFacts(db, [place.hostId], earlier);
  if (!facts) throw new Error("no facts");
  expect(coverageOf(facts, Date.parse("2026-03-06T00:00:00Z")).stretches).toContainEqual(
    expect.objectContaining({ kind: "cleared", weight: "blind", who: "CORP\\a.lund" }),
  );
});

test("gaps that the reader told: until the record it named, else until the next that is kept", async () => {
  const log = "logind" as const;
  const april = { from: when("2026-04-01T00:00:00Z"), until: when("2026-05-01T00:00:00Z") };
  await db.pool.query("SELECT ensure_audit_month($1)", [april.from]);
  const [first, named, next] = ["2026-03-31T23:00:00Z", "2026-04-01T01:00:00Z", "2026-04-10T08:30:00Z"];
  await write(10, first, 0, { log, fields: { reason: "120", newAt: Date.parse(named) } });
  await write(200, "2026-04-10T08:00:00Z", 0, { log, fields: { reason: "some" } });
  await write(250, next, 1, { log });
  await write(300, "2026-04-20T08:00:00Z", 0, { log, fields: { reason: "7" } });
  const [facts] = await readCoverageFacts(db, [place.hostId], april);
  const inOrder = [...(facts?.gaps ?? [])].sort((a, b) => a.from - b.from);
  const last = Date.parse("2026-04-20T08:00:00Z");
  expect(inOrder).toEqual([
    { log, from: Date.parse(first), until: Date.parse(named), missing: 120 },
    { log, from: Date.parse("2026-04-10T08:00:00Z"), until: Date.parse(next), missing: null },
    { log, from: last, until: last, missing: 7 },
  ]);
  expect((await readCoverageFacts(db, [empty.hostId], april))[0]?.gaps).toEqual([]);
  const later = { from: when("2026-04-02T00:00:00Z"), until: when("2026-04-05T00:00:00Z") };
  expect((await readCoverageFacts(db, [place.hostId], later))[0]?.gaps).toEqual([]);
  await db.pool.query("DELETE FROM audit_event WHERE log = $1", [LOGS[log]]);
});

test("a host without a record is never read; nobody asked for is nothing", async () => {
  expect(
    coverageOf(await read(empty.hostId), march.until.getTime()).stretches.map(({ kind }) => kind),
  ).toEqual(["never"]);
  expect(await readCoverageFacts(db, [], march)).toEqual([]);
  expect(await readCoverageFacts(db, [999_999], march)).toEqual([]);
});

test("several that sum up at once end in the same sums", async () => {
  for (let n = 0; n < 10; n++) await write(1_000 + n, `2026-03-${10 + n}T08:00:00Z`, 4624, { logonType: 2 });
  await Promise.all([sumUpLogDays(db, 4), sumUpLogDays(db, 4), sumUpLogDays(db, 4)]);
  await settle();
  const { rows } = await db.pool.query<{ days: number; logs: number; events: number }>(
    `SELECT (SELECT sum(events) FROM log_day)::int AS days, (SELECT sum(events) FROM host_log)::int AS logs,
            (SELECT count(*) FROM audit_event)::int AS events`,
  );
  expect(rows[0]?.days).toBe(rows[0]?.events);
  expect(rows[0]?.logs).toBe(rows[0]?.events);
});
