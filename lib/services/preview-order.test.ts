import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { moveTarget } from "@/lib/storage/move-target";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { AskedTargets } from "./order-request";
import { previewOrder } from "./preview-order";
import { requestOrder } from "./request-order";
import { retryOrder } from "./retry-order";
import { contextOf, type Fleet, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
let fleet: Fleet;

beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  fleet = await makeFleet(db, 2, 3);
});

const ctx = (at = "2026-03-01T08:00:30Z") => contextOf(db, operatorActor(fleet.operatorId), at);
const sessions = (ids = fleet.sessionIds): AskedTargets => ({ kind: "sessions", ids: [...ids], without: [] });
const ask = (targets: AskedTargets, more = {}) =>
  requestOrder(ctx(), { requestKey: randomUUID(), targets, reason: "patching", ...more });
const live = (id: string) => db.prisma.liveSession.findUniqueOrThrow({ where: { id: BigInt(id) } });
const first = () => fleet.sessionIds[0] ?? "";

async function hostName(index: number): Promise<string> {
  const host = await db.prisma.host.findUniqueOrThrow({ where: { id: fleet.hostIds[index] ?? 0 } });
  return host.name;
}

test("counts sessions, people and hosts; says who is left out and why, who is at work, and whose host is silent", async () => {
  const [mine = "", guarded = "", idle = ""] = fleet.sessionIds;
  await db.prisma.account.update({
    where: { id: (await live(mine)).accountId },
    data: { operatorId: fleet.operatorId },
  });
  await db.prisma.associate.update({
    where: { id: (await live(guarded)).associateId ?? 0 },
    data: { isProtected: true },
  });
  await db.prisma.liveSession.update({
    where: { id: BigInt(idle) },
    data: { state: "idle", stateSince: new Date("2026-03-01T07:00:00Z"), line: "pts/0" },
  });
  await db.prisma.host.update({
    where: { id: fleet.hostIds[1] ?? 0 },
    data: { reportedAt: new Date("2026-03-01T07:00:00Z") },
  });
  const preview = await previewOrder(ctx(), { targets: sessions() });
  expect(preview).toMatchObject({
    sessions: 4,
    people: 4,
    hosts: 2,
    counts: { active: 0, offline: 3, excluded: 2, rest: 1 },
    excluded: { yourself: 1, protected: 1 },
    offlineHosts: 1,
    unseen: 3,
    approvalWhy: null,
  });
  expect(preview.rows.map((one) => one.group)).toEqual([
    ...["offline", "offline", "offline", "excluded", "excluded", "rest"],
  ]);
  expect(await previewOrder(ctx(), { targets: sessions(), includeProtected: true })).toMatchObject({
    sessions: 5,
    approvalWhy: "a protected associate is in it",
  });
});

test("the order that was shown is the order that is made; what was dropped by hand is not in it", async () => {
  const { hash } = await previewOrder(ctx(), { targets: sessions() });
  const targets = { ...sessions(), without: [first()] };
  expect(await ask(targets, { previewHash: hash })).toMatchObject({ targets: 5, dropped: [] });
});

test.each([
  [
    "a session that has ended",
    async () => db.prisma.liveSession.delete({ where: { id: BigInt(first()) } }),
    "1 has ended",
  ],
  [
    "somebody who came back to work",
    async () => db.prisma.liveSession.update({ where: { id: BigInt(first()) }, data: { state: "active" } }),
    "1 is active now",
  ],
  [
    "somebody who is protected since",
    async () =>
      db.prisma.associate.update({
        where: { id: (await live(first())).associateId ?? 0 },
        data: { isProtected: true },
      }),
    "1 would be left out now",
  ],
] as const)("a changed world is refused in words: %s", async (_, change, words) => {
  await db.prisma.liveSession.update({
    where: { id: BigInt(first()) },
    data: { state: "locked", stateSince: null },
  });
  const { hash } = await previewOrder(ctx(), { targets: sessions() });
  await change();
  await expect(ask(sessions(), { previewHash: hash })).rejects.toMatchObject({
    code: "conflict",
    field: "previewHash",
    message: `The world has changed since the preview: ${words}. Look again.`,
  });
  const again = await previewOrder(ctx(), { targets: sessions() });
  expect(await ask(sessions(), { previewHash: again.hash })).toMatchObject({ orderId: expect.any(Number) });
});

test("a host is meant with everyone who is on it: one more since the preview is refused", async () => {
  const targets: AskedTargets = { kind: "hosts", ids: [fleet.hostIds[0] ?? 0], without: [] };
  const { hash, sessions: shown } = await previewOrder(ctx(), { targets });
  expect(shown).toBe(3);
  const { id: _, ...copy } = await live(first());
  await db.prisma.liveSession.create({ data: { ...copy, sessionId: "77" } });
  await expect(ask(targets, { previewHash: hash })).rejects.toMatchObject({
    message: "The world has changed since the preview: 1 session is new. Look again.",
  });
});

test("a filter is frozen at its preview: exactly what matched, whoever matches since", async () => {
  const targets: AskedTargets = { kind: "filter", query: `host:${await hostName(0)}`, without: [] };
  const { hash, sessions: shown } = await previewOrder(ctx(), { targets });
  expect(shown).toBe(3);
  const { id: _, ...copy } = await live(first());
  await db.prisma.liveSession.create({ data: { ...copy, sessionId: "78" } });
  expect(await ask(targets, { previewHash: hash })).toMatchObject({ targets: 3 });
});

test("targets by associate, and by a filter without a preview", async () => {
  const { associateId } = await live(first());
  expect(await ask({ kind: "associates", ids: [associateId ?? 0], without: [] })).toMatchObject({
    targets: 1,
  });
  const query = `host:${await hostName(1)}`;
  expect(await ask({ kind: "filter", query, without: [] })).toMatchObject({ targets: 3 });
});

test("refused: a preview of someone else or of something else, a filter that is not understood, an empty one unseen", async () => {
  const { hash } = await previewOrder(ctx(), { targets: sessions() });
  const stranger = contextOf(
    db,
    operatorActor((await makeFleet(db, 0, 0)).operatorId),
    "2026-03-01T08:00:30Z",
  );
  const form = { requestKey: randomUUID(), targets: sessions(), reason: "x", previewHash: hash };
  await expect(requestOrder(stranger, form)).rejects.toMatchObject({ code: "conflict" });
  await expect(ask(sessions([first()]), { previewHash: hash })).rejects.toMatchObject({ code: "conflict" });
  await expect(ask(sessions(), { previewHash: hash, verb: "force" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(ask(sessions(), { previewHash: "0".repeat(64) })).rejects.toMatchObject({ code: "conflict" });
  const filter = (query: string): AskedTargets => ({ kind: "filter", query, without: [] });
  await expect(ask(filter("state:idel"))).rejects.toMatchObject({
    code: "invalid_input",
    field: "targets.query",
  });
  await expect(ask(filter(""))).rejects.toMatchObject({ code: "invalid_input", field: "targets.query" });
  const auditor = contextOf(db, operatorActor(fleet.operatorId, "auditor"));
  await expect(previewOrder(auditor, { targets: sessions() })).rejects.toMatchObject({ code: "forbidden" });
  expect(await db.prisma.logoffTarget.count({ where: { hostId: { in: [...fleet.hostIds] } } })).toBe(0);
});

test("what a host cannot do is left out, and said", async () => {
  expect(await previewOrder(ctx(), { verb: "disconnect", targets: sessions() })).toMatchObject({
    sessions: 0,
    excluded: { unsupported: 6 },
  });
  expect(await previewOrder(ctx(), { verb: "message", targets: sessions() })).toMatchObject({
    sessions: 0,
    excluded: { unsupported: 6 },
  });
});

test("a retry is a new order, linked to the old one, for the same sessions that failed and are still there", async () => {
  const { orderId } = await ask(sessions());
  await expect(retryOrder(ctx(), { orderId, requestKey: randomUUID() })).rejects.toMatchObject({
    code: "conflict",
  });
  const targets = await db.prisma.logoffTarget.findMany({ where: { orderId }, orderBy: { id: "asc" } });
  for (const { id: targetId } of targets.slice(0, 2)) {
    for (const to of ["leased", "accepted", "failed"] as const) {
      await db.prisma.$transaction((tx) => moveTarget(tx, { targetId, to, at: ctx().now, source: "agent" }));
    }
  }
  // One of them left, and somebody else has its session id now.
  const { hostId, sessionId } = targets[0] ?? { hostId: 0, sessionId: "" };
  await db.prisma.liveSession.updateMany({
    where: { hostId, sessionId },
    data: { loggedOnAt: new Date("2026-03-01T08:20:00Z") },
  });
  const requestKey = randomUUID();
  const [made, same] = await Promise.all([
    retryOrder(ctx(), { orderId, requestKey, verb: "force" }),
    retryOrder(ctx(), { orderId, requestKey, verb: "force" }),
  ]);
  expect(made).toMatchObject({ targets: 1 });
  expect(same.orderId).toBe(made.orderId);
  expect(await db.prisma.logoffOrder.findUniqueOrThrow({ where: { id: made.orderId } })).toMatchObject({
    retryOfId: orderId,
    verb: "force",
    reason: "patching",
  });
  const entry = await db.prisma.trail.findFirstOrThrow({ where: { subject: `order:${made.orderId}` } });
  expect(entry.detail).toMatchObject({ retryOf: orderId });
});
