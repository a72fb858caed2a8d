import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";

vi.setConfig({ testTimeout: 300_000 });
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const now = new Date("2026-03-02T08:00:00Z");
const FROM = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;

/** A host that starts every hour, with one person on each time. */
function startsAndLogons(boots: number): AuditEvent[] {
  return Array.from({ length: boots }, (_, boot) => {
    const at = FROM + boot * HOUR;
    const person = {
      sid: "S-1-5-21-1-2-3-1100",
      userName: "a.user",
      domainName: "CORP",
      logonId: `0x${(0x10000 + boot).toString(16)}`,
    };
    const base = { ...EMPTY_EVENT, log: "Security" as const };
    return [
      { ...base, recordId: boot * 4 + 1, at, eventId: 4608 },
      { ...base, ...person, recordId: boot * 4 + 2, at: at + 60_000, eventId: 4624, logonType: 2 },
      { ...base, ...person, recordId: boot * 4 + 3, at: at + 120_000, eventId: 4647 },
      { ...base, recordId: boot * 4 + 4, at: at + 180_000, eventId: 1100 },
    ];
  }).flat();
}

/** Statements that it takes to keep and pair so many boots, and how many rows those read of the boots. */
async function costOf(boots: number) {
  const { id: hostId } = await db.prisma.host.create({
    data: { name: `WS-${boots}`, platform: "windows", createdAt: now },
  });
  const events = startsAndLogons(boots).map((event) => ({ hostId, event, raw: null }));
  let statements = 0;
  const count = (client: { query: unknown }) => {
    const query = client.query as (...args: unknown[]) => unknown;
    client.query = (...args: unknown[]) => {
      statements++;
      return query.apply(client, args);
    };
  };
  db.pool.on("connect", count);
  for (const client of (db.pool as unknown as { _clients: { query: unknown }[] })._clients) count(client);
  try {
    await ingestLogged(db, { events, importId: null, now });
    const kept = statements;
    await pairDue(db, { hostIds: [hostId], now: () => now });
    const sessions = await db.prisma.session.count({ where: { hostId, endKind: "logged_off" } });
    return { kept, paired: statements - kept, sessions };
  } finally {
    db.pool.off("connect", count);
  }
}

test("a log of many boots on one host costs so many statements a boot, however many there are", async () => {
  const few = await costOf(50);
  const many = await costOf(400);
  expect(few.sessions).toBe(50);
  expect(many.sessions).toBe(400);
  // Kept together, whatever the number of boots.
  expect(many.kept).toBeLessThan(few.kept + 10);
  expect(many.paired / 400).toBeLessThan((few.paired / 50) * 1.25);
});
