import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TargetState } from "@/lib/domain/target-state";
import { moveTarget } from "@/lib/storage/move-target";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { cancelOrder } from "./cancel-order";
import type { Context } from "./context";
import { requestOrder } from "./request-order";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

/** A held transaction waits for a whole cancel to begin, on a machine that may be busy. */
const SLOW = { timeout: 20_000 };

async function makeOrder(sessions: number) {
  const fleet = await makeFleet(db, 1, sessions);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const input = {
    requestKey: randomUUID(),
    targets: { kind: "sessions" as const, ids: fleet.sessionIds },
    reason: "Maintenance",
  };
  const { orderId } = await requestOrder(ctx, input);
  const targets = await db.prisma.logoffTarget.findMany({ where: { orderId }, orderBy: { id: "asc" } });
  return { ctx, orderId, targetIds: targets.map((target) => target.id) };
}

function move(ctx: Context, targetId: bigint | undefined, ...states: TargetState[]) {
  return db.prisma.$transaction(async (tx) => {
    let moved = targetId !== undefined;
    for (const to of states) {
      moved &&= await moveTarget(tx, { targetId: targetId ?? 0n, to, at: ctx.now, source: "gateway" });
    }
    return moved;
  });
}

test("cancels what no host has accepted, says how many were too late, and is on the trail", async () => {
  const { ctx, orderId, targetIds } = await makeOrder(5);
  await move(ctx, targetIds[0], "leased");
  await move(ctx, targetIds[1], "unreachable");
  await move(ctx, targetIds[2], "leased", "accepted");
  await move(ctx, targetIds[3], "leased", "refused");
  expect(await cancelOrder(ctx, { orderId })).toEqual({ orderId, cancelled: 3, tooLate: 1 });
  const targets = await db.prisma.logoffTarget.findMany({
    where: { orderId },
    orderBy: { id: "asc" },
    include: { steps: { orderBy: { id: "asc" } } },
  });
  const states = ["cancelled", "cancelled", "accepted", "refused", "cancelled"];
  expect(targets.map((target) => target.state)).toEqual(states);
  expect(targets.map((target) => target.steps.at(-1)?.state)).toEqual(states);
  expect(targets[0]?.detail).toContain("the host may have acted on it");
  expect(targets[4]?.detail).toContain("before the host had it");
  const order = await db.prisma.logoffOrder.findUniqueOrThrow({ where: { id: orderId } });
  expect(order.cancelledAt).toEqual(ctx.now);
  expect(
    await db.prisma.trail.findMany({ where: { subject: `order:${orderId}`, name: "order.cancel" } }),
  ).toMatchObject([{ actor: ctx.actor, detail: { cancelled: 3, tooLate: 1 } }]);
});

test("refused: an auditor, an order that is not there, an id that is none", async () => {
  const { ctx, orderId } = await makeOrder(1);
  const auditor = contextOf(db, operatorActor(1, "auditor"));
  await expect(cancelOrder(auditor, { orderId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(cancelOrder(ctx, { orderId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  for (const bad of [{ orderId: "1" }, { orderId: 0 }, { orderId: 2 ** 31 }, {}]) {
    await expect(cancelOrder(ctx, bad)).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect(await db.prisma.logoffTarget.count({ where: { orderId, state: "queued" } })).toBe(1);
});

test("raced: of two cancels one wins, and the other is told that nothing is left", async () => {
  const { ctx, orderId } = await makeOrder(20);
  const answers = await Promise.allSettled([cancelOrder(ctx, { orderId }), cancelOrder(ctx, { orderId })]);
  const won = answers.filter((answer) => answer.status === "fulfilled");
  const lost = answers.filter((answer) => answer.status === "rejected");
  expect(won.map((answer) => answer.value.cancelled)).toEqual([20]);
  expect(lost.map((answer) => answer.reason)).toMatchObject([{ code: "conflict" }]);
  expect(await db.prisma.targetStep.count({ where: { target: { orderId }, state: "cancelled" } })).toBe(20);
  expect(await db.prisma.trail.count({ where: { subject: `order:${orderId}`, name: "order.cancel" } })).toBe(
    1,
  );
});

test("raced: a lease that commits first is cancelled as one that was on its way", async () => {
  const { ctx, orderId, targetIds } = await makeOrder(1);
  const [targetId = 0n] = targetIds;
  let cancelling: ReturnType<typeof cancelOrder> | undefined;
  await db.prisma.$transaction(async (tx) => {
    expect(await moveTarget(tx, { targetId, to: "leased", at: ctx.now, source: "gateway" })).toBe(true);
    cancelling = cancelOrder(ctx, { orderId });
    await waitForBlocked();
  }, SLOW);
  expect(await cancelling).toMatchObject({ cancelled: 1 });
  const target = await db.prisma.logoffTarget.findUniqueOrThrow({ where: { id: targetId } });
  expect(target).toMatchObject({ state: "cancelled", detail: expect.stringContaining("on its way") });
});

test("raced: an acceptance that commits first cannot be cancelled", async () => {
  const { ctx, orderId, targetIds } = await makeOrder(1);
  const [targetId = 0n] = targetIds;
  await move(ctx, targetId, "leased");
  let cancelling: Promise<unknown> | undefined;
  await db.prisma.$transaction(async (tx) => {
    expect(await moveTarget(tx, { targetId, to: "accepted", at: ctx.now, source: "agent" })).toBe(true);
    cancelling = cancelOrder(ctx, { orderId }).catch((error: unknown) => error);
    await waitForBlocked();
  }, SLOW);
  expect(await cancelling).toMatchObject({
    code: "conflict",
    message: "Nothing left to cancel: 1 on their way cannot be called back.",
  });
});

test("raced: a cancel that commits first cannot be leased", async () => {
  const { ctx, orderId, targetIds } = await makeOrder(1);
  await cancelOrder(ctx, { orderId });
  expect(await move(ctx, targetIds[0], "leased")).toBe(false);
});

/** Until some statement of this database waits for a row that another transaction holds. */
async function waitForBlocked(): Promise<void> {
  for (;;) {
    const { rows } = await db.pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
  }
}
