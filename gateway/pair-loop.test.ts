import { afterAll, beforeAll, expect, test } from "vitest";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { logoff, logon, makeTestMachine, minute } from "@/lib/services/testing/test-machine";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { GiveWay } from "./give-way";
import { startPairLoop } from "./pair-loop";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

test("what a gateway that was killed left due is paired when the next one starts", {
  timeout: 60_000,
}, async () => {
  const { hostId } = await makeTestMachine(db);
  const events = [logon(1, minute(0), "a.user"), logoff(2, minute(5), "a.user")].map(
    ({ raw: _, ...event }) => ({ hostId, event, raw: null }),
  );
  // Nobody listens: the notice of the commit is lost, the due rows are not.
  await ingestLogged(db, { events, importId: null, now: minute(6) });
  expect(await db.prisma.pairDue.count()).toBeGreaterThan(0);
  expect(await db.prisma.session.count({ where: { hostId } })).toBe(0);
  const loop = startPairLoop(db, db.url, () => {}, new GiveWay(() => false));
  try {
    await expect.poll(() => db.prisma.pairDue.count(), { timeout: 30_000 }).toBe(0);
    const sessions = await db.prisma.session.findMany({ where: { hostId } });
    expect(sessions).toMatchObject([{ endKind: "logged_off" }]);
  } finally {
    await loop.stop();
  }
});
