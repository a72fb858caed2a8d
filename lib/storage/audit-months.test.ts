import { afterAll, beforeAll, expect, test } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { dayOf, monthOf, partitionOf, writtenDay } from "./audit-months";
import { makeTestDatabase, type TestDatabase } from "./testing/test-database";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const april = Date.UTC(2026, 3, 1);

test("an instant belongs to the day that its microsecond falls into", () => {
  expect([april - 0.001, april - 0.0004, april].map((at) => writtenDay(dayOf(at)))).toEqual([
    "2026-03-31",
    "2026-04-01",
    "2026-04-01",
  ]);
  expect(partitionOf(monthOf(dayOf(april)))).toBe("audit_event_202604");
});

test("a batch across the end of a month is kept in both, and both days are summed up again", async () => {
  const now = new Date("2026-04-02T08:00:00Z");
  const { id: hostId } = await db.prisma.host.create({
    data: { name: "WS-01", platform: "windows", createdAt: now },
  });
  const event = { ...EMPTY_EVENT, log: "Security" as const, eventId: 4624, logonType: 2 };
  const events = [april - 1, april - 0.0004, april + 1].map((at, i) => ({
    hostId,
    event: { ...event, recordId: i + 1, at, logonId: `0x${i + 1}00` },
    raw: null,
  }));
  const kept = await ingestLogged(db, { events, importId: null, now });
  expect(kept.added).toBe(3);
  const { rows } = await db.pool.query<{ place: string; records: string[] }>(
    "SELECT tableoid::regclass::text AS place, array_agg(record_id ORDER BY record_id) AS records FROM audit_event GROUP BY 1 ORDER BY 1",
  );
  expect(rows).toEqual([
    { place: "audit_event_202603", records: ["1"] },
    { place: "audit_event_202604", records: ["2", "3"] },
  ]);
  const due = await db.pool.query("SELECT DISTINCT host_id, day::text FROM log_day_due ORDER BY 2");
  expect(due.rows).toEqual([
    { host_id: hostId, day: "2026-03-31" },
    { host_id: hostId, day: "2026-04-01" },
  ]);
});
