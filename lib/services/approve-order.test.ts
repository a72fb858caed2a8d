import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { approveOrder } from "./approve-order";
import { cancelOrder } from "./cancel-order";
import { leaseCommands } from "./lease-commands";
import { requestOrder } from "./request-order";
import { setApprovalAbove } from "./set-approval-above";
import { sweepOrders } from "./sweep-orders";
import { contextOf, type Fleet, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
let fleet: Fleet;
let other: Fleet;
const ASKED = "2026-03-01T08:30:00Z";

beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  fleet = await makeFleet(db, 1, 3);
  other = await makeFleet(db, 0, 0);
  await db.prisma.setting.deleteMany();
});

const asker = () => contextOf(db, operatorActor(fleet.operatorId), ASKED);
const second = (at = "2026-03-01T08:40:00Z") => contextOf(db, operatorActor(other.operatorId), at);
const administrator = () => contextOf(db, operatorActor(other.operatorId, "administrator"));

async function protect(id: string) {
  const live = await db.prisma.liveSession.findUniqueOrThrow({ where: { id: BigInt(id) } });
  await db.prisma.associate.update({
    where: { id: live.associateId ?? 0 },
    data: { isProtected: true },
  });
}

const form = (more = {}) => ({
  requestKey: randomUUID(),
  targets: { kind: "sessions" as const, ids: [...fleet.sessionIds] },
  reason: "The session hangs",
  includeProtected: true,
  ...more,
});

async function agentOfHost() {
  const hostId = fleet.hostIds[0] ?? 0;
  const agent = await db.prisma.agent.create({
    data: { hostId, publicKey: randomUUID(), version: "0", enrolledAt: new Date(ASKED) },
  });
  return { kind: "agent", agentId: agent.id, hostId, hostName: "x" } as const;
}

async function guarded() {
  await protect(fleet.sessionIds[0] ?? "");
  const { orderId, approvalWhy } = await requestOrder(asker(), form({ graceSeconds: 60 }));
  expect(approvalWhy).toBe("a protected associate is in it");
  return orderId;
}

test("an order with a protected associate waits for a second operator; its clock begins with the approval", async () => {
  const agent = await agentOfHost();
  const orderId = await guarded();
  const at = (time: string) => leaseCommands(contextOf(db, agent, time));
  expect(await at("2026-03-01T08:32:00Z")).toEqual([]);

  expect(await approveOrder(second(), { orderId, decision: "approve", note: "agreed" })).toEqual({
    orderId,
    decision: "approve",
  });
  const order = await db.prisma.logoffOrder.findUniqueOrThrow({ where: { id: orderId } });
  expect(order).toMatchObject({ approval: "approved", startAt: new Date("2026-03-01T08:40:00Z") });
  expect(order.releaseAt.toISOString()).toBe("2026-03-01T08:41:00.000Z");
  expect((await at("2026-03-01T08:40:01Z")).map((command) => command.verb)).toEqual([
    ...["message", "message", "message"],
  ]);
  const trail = await db.prisma.trail.findMany({
    where: { subject: `order:${orderId}` },
    orderBy: { seq: "asc" },
  });
  expect(trail.map((entry) => entry.name)).toEqual(["order.request", "order.approve"]);
  expect(trail[1]).toMatchObject({ actor: { operatorId: other.operatorId }, detail: { note: "agreed" } });
});

test("protected associates are left out where nobody asked for them", async () => {
  await protect(fleet.sessionIds[0] ?? "");
  const made = await requestOrder(asker(), form({ includeProtected: false }));
  expect(made).toMatchObject({ targets: 2, droppedCounts: { protected: 1 }, approvalWhy: null });
});

test("more targets than the limit need a second operator too, and the limit is the administrator's", async () => {
  await expect(setApprovalAbove(asker(), { above: 2 })).rejects.toMatchObject({ code: "forbidden" });
  await setApprovalAbove(administrator(), { above: 2 });
  const made = await requestOrder(asker(), form());
  expect(made.approvalWhy).toBe("it has more than 2 targets");
  expect(await db.prisma.trail.count({ where: { name: "order.settings" } })).toBe(1);
});

test("refused: one's own order, an auditor, a replay, and one that is cancelled or has expired", async () => {
  const orderId = await guarded();
  const approve = { orderId, decision: "approve" as const };
  await expect(approveOrder(asker(), approve)).rejects.toMatchObject({ code: "forbidden" });
  const auditor = contextOf(db, operatorActor(other.operatorId, "auditor"));
  await expect(approveOrder(auditor, approve)).rejects.toMatchObject({ code: "forbidden" });
  await expect(approveOrder(second("2026-03-01T10:00:00Z"), approve)).rejects.toMatchObject({
    code: "conflict",
    message: "This order has expired.",
  });
  await approveOrder(second(), approve);
  await expect(approveOrder(second(), approve)).rejects.toMatchObject({
    code: "conflict",
    message: "This order was approved already.",
  });
  await expect(approveOrder(second(), { orderId: 999_999, decision: "approve" })).rejects.toMatchObject({
    code: "not_found",
  });
  const cancelled = await requestOrder(asker(), form({ verb: "disconnect" })).catch(() => null);
  expect(cancelled).toBeNull();
});

test("a rejected order cancels every target, and nothing brings it back", async () => {
  const orderId = await guarded();
  await approveOrder(second(), { orderId, decision: "reject", note: "not now" });
  const states = await db.prisma.logoffTarget.findMany({ where: { orderId }, select: { state: true } });
  expect(new Set(states.map((one) => one.state))).toEqual(new Set(["cancelled"]));
  await expect(approveOrder(second(), { orderId, decision: "approve" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("nobody approves it in time: it expires and says so", async () => {
  const orderId = await guarded();
  await sweepOrders({ actor: systemActor("gateway"), now: new Date("2026-03-01T09:31:00Z"), db });
  const target = await db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId } });
  expect(target).toMatchObject({
    state: "expired",
    detail: "nobody approved the order until 2026-03-01T09:31:00.000Z",
  });
});

test("an order that nobody could approve is refused, with the cure", async () => {
  await db.prisma.operator.updateMany({
    where: { id: { not: fleet.operatorId } },
    data: { disabledAt: new Date() },
  });
  await protect(fleet.sessionIds[0] ?? "");
  await expect(requestOrder(asker(), form())).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("add an operator first"),
  });
  await db.prisma.operator.updateMany({ data: { disabledAt: null } });
});

test("raced: twenty decisions at once are one decision; an approval and a cancel never both win", async () => {
  const orderId = await guarded();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      approveOrder(second(), { orderId, decision: i % 2 === 0 ? "approve" : "reject" }),
    ),
  );
  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  const decided = { in: ["order.approve", "order.reject"] };
  expect(await db.prisma.trail.count({ where: { subject: `order:${orderId}`, name: decided } })).toBe(1);
});

test("raced: an approval beside a cancel leaves nothing that could still be done", async () => {
  const agent = await agentOfHost();
  const orderId = await guarded();
  await Promise.allSettled([
    cancelOrder(asker(), { orderId }),
    approveOrder(second(), { orderId, decision: "approve" }),
  ]);
  expect(await leaseCommands(contextOf(db, agent, "2026-03-01T08:45:00Z"))).toEqual([]);
});
