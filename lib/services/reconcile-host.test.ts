import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { readGhosts } from "./read-ghosts";
import { reconcileHost } from "./reconcile-host";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";
import { logoff, logon, makeTestMachine, minute, session, type TestMachine } from "./testing/test-machine";

let db: TestDatabase;
let machine: TestMachine;
let operatorId: number;
const onList = session("a.user", minute(0));

beforeAll(async () => {
  db = await makeTestDatabase();
  ({ operatorId } = await makeFleet(db, 0, 0));
});
afterAll(() => db.drop());
beforeEach(async () => {
  machine = await makeTestMachine(db);
  await machine.sync(minute(1), { sessions: [onList], events: [logon(10, minute(0), "a.user")] });
});

const ctx = (at = minute(10)) => contextOf(db, operatorActor(operatorId), at.toISOString());
const ghosts = async (at?: Date) =>
  (await readGhosts(ctx(at))).ghosts.filter((ghost) => ghost.hostId === machine.hostId);

test("a session that the host lists and the log has ended is a ghost once both had time to agree", async () => {
  await machine.sync(minute(2), { events: [logoff(20, minute(2), "a.user")] });
  expect(await ghosts(minute(2, 30))).toEqual([]);
  await machine.sync(minute(4));
  expect(await ghosts(minute(4))).toMatchObject([
    { kind: "listed", who: "a.user", sessionId: "2", endedAt: minute(2), endKind: "logged_off" },
  ]);
});

test("a session that the log has open and the host does not list is one too", async () => {
  expect(await ghosts()).toEqual([]);
  await machine.sync(minute(9), { sessions: [] });
  expect(await ghosts()).toMatchObject([{ kind: "open", who: "a.user", endedAt: null }]);
});

test("reconcile asks the host for everything, which settles it, and is on the trail", async () => {
  await machine.sync(minute(2), { events: [logoff(20, minute(2), "a.user")] });
  await machine.sync(minute(4));
  expect(await reconcileHost(ctx(), { hostId: machine.hostId })).toEqual({
    hostId: machine.hostId,
    changed: 0,
  });
  expect(await ghosts()).toMatchObject([{ relistAskedAt: minute(10) }]);
  // The next report has no news: it is asked for the whole list, and asked no more once it came.
  expect(await machine.sync(minute(10, 5))).toMatchObject({ wantsSessions: true });
  expect(await machine.sync(minute(10, 6), { sessions: [] })).toMatchObject({ wantsSessions: false });
  expect(await machine.sync(minute(10, 7))).toMatchObject({ wantsSessions: false });
  expect(await ghosts(minute(12))).toEqual([]);
  const [entry] = await db.prisma.trail.findMany({ where: { subject: `host:${machine.hostId}` } });
  expect(entry).toMatchObject({ name: "host.reconcile", detail: { changed: 0 } });
});

test("refused: an auditor, an unknown host, and one without an agent", async () => {
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  await expect(reconcileHost(auditor, { hostId: machine.hostId })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(reconcileHost(ctx(), { hostId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  await db.prisma.agent.updateMany({ where: { hostId: machine.hostId }, data: { revokedAt: minute(5) } });
  await expect(reconcileHost(ctx(), { hostId: machine.hostId })).rejects.toMatchObject({ code: "conflict" });
});

test("raced: a reconcile beside the host's own report leaves the list as the host told it", async () => {
  for (let round = 0; round < 5; round++) {
    const at = minute(20, round * 2);
    await Promise.all([
      reconcileHost(ctx(at), { hostId: machine.hostId }),
      machine.sync(at, { sessions: [onList] }),
    ]);
    await machine.sync(minute(20, round * 2 + 1), { sessions: [onList] });
    expect(await db.prisma.liveSession.count({ where: { hostId: machine.hostId } })).toBe(1);
  }
});
