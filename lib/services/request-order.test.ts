import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { moveTarget } from "@/lib/storage/move-target";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { requestOrder } from "./request-order";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const form = (liveSessionIds: readonly string[], more = {}) => ({
  requestKey: randomUUID(),
  targets: { kind: "sessions" as const, ids: liveSessionIds },
  reason: "The session hangs",
  ...more,
});

test("an order has a target with the whole fence for each session, and is on the trail", async () => {
  const fleet = await makeFleet(db, 2, 2);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const made = await requestOrder(ctx, form(fleet.sessionIds, { ticket: "CHG-1", expiresInMinutes: 10 }));
  expect(made).toEqual({
    orderId: expect.any(Number),
    targets: 4,
    dropped: [],
    droppedCounts: {},
    approvalWhy: null,
  });

  const order = await db.prisma.logoffOrder.findUniqueOrThrow({
    where: { id: made.orderId },
    include: { targets: { include: { steps: true, host: true, account: true }, orderBy: { id: "asc" } } },
  });
  expect(order).toMatchObject({ reason: "The session hangs", ticket: "CHG-1", operatorId: fleet.operatorId });
  expect(order.expiresAt.toISOString()).toBe("2026-03-01T08:40:00.000Z");
  for (const target of order.targets) {
    expect(target).toMatchObject({
      machineId: target.host.machineId,
      accountKey: target.account.key,
      bootKey: "boot-1",
      state: "queued",
      associateId: target.account.associateId,
    });
    expect(target.steps).toMatchObject([{ state: "queued", source: "web" }]);
  }
  expect(new Set(order.targets.map((target) => target.commandId)).size).toBe(4);
  const trail = await db.prisma.trail.findMany({ where: { subject: `order:${made.orderId}` } });
  expect(trail).toMatchObject([
    {
      name: "order.request",
      actor: ctx.actor,
      detail: { reason: "The session hangs", targets: 4, hosts: 2 },
    },
  ]);
});

test("your own, protected, vanished and already ordered sessions are dropped, each with its reason", async () => {
  const fleet = await makeFleet(db, 1, 4);
  const [mine = "", guarded = "", ordered = "", free = ""] = fleet.sessionIds;
  const actor = operatorActor(fleet.operatorId);
  const session = (id: string) => db.prisma.liveSession.findUniqueOrThrow({ where: { id: BigInt(id) } });
  await db.prisma.account.update({
    where: { id: (await session(mine)).accountId },
    data: { operatorId: fleet.operatorId },
  });
  await db.prisma.associate.update({
    where: { id: (await session(guarded)).associateId ?? 0 },
    data: { isProtected: true },
  });
  await requestOrder(contextOf(db, actor), form([ordered]));

  const asked = form([mine, guarded, ordered, free, "999999999", free]);
  const made = await requestOrder(contextOf(db, actor), asked);
  expect(made.targets).toBe(1);
  const expected = [
    { id: mine, why: "yourself" },
    { id: guarded, why: "protected" },
    { id: ordered, why: "already" },
    { id: "999999999", why: "gone" },
  ];
  expect([...made.dropped].sort((a, b) => Number(a.id) - Number(b.id))).toEqual(expected);
  const again = await requestOrder(contextOf(db, actor), asked);
  expect(again).toEqual(made);
});

test("nothing left is a conflict in words, and leaves no order and no trail", async () => {
  const fleet = await makeFleet(db, 1, 1);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  await requestOrder(ctx, form(fleet.sessionIds));
  const before = await Promise.all([db.prisma.logoffOrder.count(), db.prisma.trail.count()]);
  await expect(requestOrder(ctx, form([...fleet.sessionIds, "999999999"]))).rejects.toMatchObject({
    code: "conflict",
    message: "Nothing left to do: 1 is gone already, 1 is in another order that is still under way.",
  });
  expect(await Promise.all([db.prisma.logoffOrder.count(), db.prisma.trail.count()])).toEqual(before);
});

test("a session whose target failed can be ordered again", async () => {
  const fleet = await makeFleet(db, 1, 1);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const first = await requestOrder(ctx, form(fleet.sessionIds));
  const target = await db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId: first.orderId } });
  for (const to of ["leased", "accepted", "failed"] as const) {
    const move = { targetId: target.id, to, at: ctx.now, source: "agent" } as const;
    expect(await db.prisma.$transaction((tx) => moveTarget(tx, move))).toBe(true);
  }
  expect(await requestOrder(ctx, form(fleet.sessionIds))).toMatchObject({ targets: 1, dropped: [] });
});

test("refused: an auditor, an agent, and a form without sense", async () => {
  const fleet = await makeFleet(db, 1, 1);
  const auditor = contextOf(db, operatorActor(fleet.operatorId, "auditor"));
  await expect(requestOrder(auditor, form(fleet.sessionIds))).rejects.toMatchObject({ code: "forbidden" });
  const agent = contextOf(db, { kind: "agent", agentId: 1, hostId: 1, hostName: "x" });
  await expect(requestOrder(agent, form(fleet.sessionIds))).rejects.toMatchObject({ code: "forbidden" });
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  for (const bad of [
    form([]),
    form(["1; DROP TABLE trail"]),
    form(["9999999999999999999"]),
    form(["9223372036854775808"]),
    form(fleet.sessionIds, { reason: "  " }),
    form(fleet.sessionIds, { reason: "nul \0 byte" }),
    form(fleet.sessionIds, { requestKey: "again" }),
    form(fleet.sessionIds, { expiresInMinutes: 1 }),
    null,
  ]) {
    await expect(requestOrder(ctx, bad)).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect(await db.prisma.logoffTarget.count({ where: { hostId: { in: [...fleet.hostIds] } } })).toBe(0);
});

test("raced: one form sent 50 times at once makes one order", async () => {
  const fleet = await makeFleet(db, 1, 3);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const asked = form(fleet.sessionIds);
  const answers = await Promise.all(Array.from({ length: 50 }, () => requestOrder(ctx, asked)));
  expect(new Set(answers.map((answer) => answer.orderId)).size).toBe(1);
  expect(await db.prisma.logoffOrder.count({ where: { requestKey: asked.requestKey } })).toBe(1);
  const subject = `order:${answers[0]?.orderId}`;
  expect(await db.prisma.trail.count({ where: { subject } })).toBe(1);
  const other = contextOf(db, operatorActor((await makeFleet(db, 0, 0)).operatorId));
  await expect(requestOrder(other, asked)).rejects.toMatchObject({ code: "conflict" });
});

test("raced: ten forms for the same sessions give each session one target", async () => {
  const fleet = await makeFleet(db, 1, 3);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => requestOrder(ctx, form(fleet.sessionIds))),
  );
  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  expect(await db.prisma.logoffTarget.count({ where: { hostId: { in: [...fleet.hostIds] } } })).toBe(3);
});

test("ten thousand sessions are one order", async () => {
  const fleet = await makeFleet(db, 10, 1000);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  expect(await requestOrder(ctx, form(fleet.sessionIds))).toMatchObject({ targets: 10_000, dropped: [] });
}, 60_000);
