import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/domain/actor";
import type { Scope } from "@/lib/domain/scope";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { approveOrder } from "./approve-order";
import { cancelOrder } from "./cancel-order";
import { countApprovals } from "./count-approvals";
import { createApiToken } from "./create-api-token";
import { previewOrder } from "./preview-order";
import { readOrder } from "./read-order";
import { reconcileHost } from "./reconcile-host";
import { requestOrder } from "./request-order";
import { retryOrder } from "./retry-order";
import { setApprovalAbove } from "./set-approval-above";
import { contextOf, type Fleet, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
/** Two hosts with two sessions each, and the operator who asks. */
let fleet: Fleet;
let second: number;
let hostNames: string[];

beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  // Nobody of an earlier test may approve in this one.
  await db.prisma.operator.updateMany({ data: { disabledAt: new Date() } });
  fleet = await makeFleet(db, 2, 2);
  second = (await makeFleet(db, 0, 0)).operatorId;
  const hosts = await db.prisma.host.findMany({
    where: { id: { in: [...fleet.hostIds] } },
    orderBy: { id: "asc" },
  });
  hostNames = hosts.map(({ name }) => name);
  await db.prisma.setting.deleteMany();
});

const asker = () => contextOf(db, operatorActor(fleet.operatorId));
const approver = () => contextOf(db, operatorActor(second));
const onFirstHost = (): Scope => ({ hosts: [hostNames[0] ?? ""], groups: [] });
const narrow = (operatorId: number, { hosts, groups }: Scope) =>
  db.prisma.operator.update({
    where: { id: operatorId },
    data: { scopeHosts: [...hosts], scopeGroups: [...groups] },
  });
const targets = () => ({ kind: "sessions" as const, ids: [...fleet.sessionIds] });
const asked = (more = {}) => ({ requestKey: randomUUID(), targets: targets(), reason: "It hangs", ...more });
const group = async (sessionId: string | undefined, name: string) => {
  const live = await db.prisma.liveSession.findUniqueOrThrow({ where: { id: BigInt(sessionId ?? 0) } });
  await db.prisma.associate.update({ where: { id: live.associateId ?? 0 }, data: { group: name } });
};

test("a preview leaves out what is out of scope, and says so", async () => {
  await narrow(fleet.operatorId, onFirstHost());
  const preview = await previewOrder(asker(), { targets: targets() });
  expect(preview).toMatchObject({ sessions: 2, hosts: 1, excluded: { scope: 2 } });
  expect(preview.rows.filter(({ why }) => why === "scope").map(({ row }) => row.hostName)).toEqual([
    hostNames[1],
    hostNames[1],
  ]);
});

test("the order itself leaves it out again, and its trail counts it", async () => {
  await narrow(fleet.operatorId, onFirstHost());
  const made = await requestOrder(asker(), asked());
  expect(made).toMatchObject({ targets: 2, droppedCounts: { scope: 2 } });
  const hit = await db.prisma.logoffTarget.findMany({ where: { orderId: made.orderId } });
  expect(new Set(hit.map(({ hostId }) => hostId))).toEqual(new Set([fleet.hostIds[0]]));
  const entry = await db.prisma.trail.findFirstOrThrow({ where: { subject: `order:${made.orderId}` } });
  expect(entry.detail).toMatchObject({ droppedCounts: { scope: 2 } });
});

test("groups narrow as hosts do, and both together", async () => {
  await group(fleet.sessionIds[0], "Sales");
  await group(fleet.sessionIds[2], "Sales");
  await narrow(fleet.operatorId, { hosts: [], groups: ["sales"] });
  expect((await previewOrder(asker(), { targets: targets() })).sessions).toBe(2);
  await narrow(fleet.operatorId, { ...onFirstHost(), groups: ["Sales"] });
  expect((await previewOrder(asker(), { targets: targets() })).sessions).toBe(1);
});

test("a message is refused out of scope as a logoff is, and nothing is written", async () => {
  await narrow(fleet.operatorId, { hosts: ["NOWHERE-*"], groups: [] });
  const before = await db.prisma.trail.count();
  for (const more of [{}, { verb: "message", message: "Hello" }]) {
    await expect(requestOrder(asker(), asked(more))).rejects.toMatchObject({
      code: "conflict",
      message: "Nothing left to do: 4 are out of your scope.",
    });
  }
  expect(await db.prisma.trail.count()).toBe(before);
});

test("a scope narrowed after the preview is held against the order: the world has changed", async () => {
  const { hash } = await previewOrder(asker(), { targets: targets() });
  await narrow(fleet.operatorId, onFirstHost());
  await expect(requestOrder(asker(), asked({ previewHash: hash }))).rejects.toMatchObject({
    code: "conflict",
    message: "The world has changed since the preview: 2 would be left out now. Look again.",
  });
});

test("raced: a scope is narrowed while the order is asked for; either all was allowed or the rest is left out", async () => {
  const [made] = await Promise.all([requestOrder(asker(), asked()), narrow(fleet.operatorId, onFirstHost())]);
  const targetsMade = await db.prisma.logoffTarget.count({ where: { orderId: made.orderId } });
  expect([2, 4]).toContain(targetsMade);
  expect(made.targets).toBe(targetsMade);
  await expect(requestOrder(asker(), asked({ verb: "force" }))).rejects.toMatchObject({ code: "conflict" });
});

test("an operator who was disabled a moment ago orders nothing", async () => {
  await db.prisma.operator.update({ where: { id: fleet.operatorId }, data: { disabledAt: new Date() } });
  await expect(requestOrder(asker(), asked())).rejects.toMatchObject({ code: "forbidden" });
});

test("a token hits what it was made for, and nothing once it is revoked", async () => {
  const administrator = contextOf(db, operatorActor(second, "administrator"));
  const form = { label: "Kiosks", role: "operator", scopes: ["orders"], expiresInDays: 1 };
  const { tokenId } = await createApiToken(administrator, { ...form, scope: onFirstHost() });
  const actor: Actor = {
    kind: "token",
    tokenId,
    name: "Kiosks",
    role: "operator",
    scopes: ["orders"],
  };
  const made = await requestOrder(contextOf(db, actor), asked());
  expect(made).toMatchObject({ targets: 2, droppedCounts: { scope: 2 } });
  await db.prisma.apiToken.update({ where: { id: tokenId }, data: { revokedAt: new Date() } });
  await expect(requestOrder(contextOf(db, actor), asked())).rejects.toMatchObject({ code: "forbidden" });
});

test("an approval counts only where the scope holds every target, and the approver sees why", async () => {
  const unlimited = (await makeFleet(db, 0, 0)).operatorId;
  await setApprovalAbove(contextOf(db, operatorActor(second, "administrator")), { above: 1 });
  const { orderId } = await requestOrder(asker(), asked());
  expect(await countApprovals(approver())).toBe(1);
  await narrow(second, onFirstHost());
  expect(await countApprovals(approver())).toBe(0);
  expect(await readOrder(approver(), { orderId })).toMatchObject({ outsideScope: { outside: 2, all: 4 } });
  for (const decision of ["approve", "reject"] as const) {
    await expect(approveOrder(approver(), { orderId, decision })).rejects.toMatchObject({
      code: "forbidden",
      message: `2 of its 4 targets are out of your scope: somebody whose scope holds every target must ${decision} it.`,
    });
  }
  expect(await db.prisma.logoffOrder.findUnique({ where: { id: orderId } })).toMatchObject({
    approval: "pending",
  });
  const other = contextOf(db, operatorActor(unlimited));
  expect(await readOrder(other, { orderId })).toMatchObject({ outsideScope: { outside: 0 } });
  await approveOrder(other, { orderId, decision: "approve" });
});

test("an order that nobody's scope holds is refused at once, with the cure", async () => {
  await setApprovalAbove(contextOf(db, operatorActor(second, "administrator")), { above: 1 });
  await narrow(second, onFirstHost());
  await expect(requestOrder(asker(), asked())).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("widen a scope in Settings"),
  });
  const some = { kind: "sessions" as const, ids: fleet.sessionIds.slice(0, 2) };
  expect(await requestOrder(asker(), asked({ targets: some }))).toMatchObject({
    approvalWhy: "it has more than 1 targets",
  });
});

test("an order of somebody else is cancelled only where the scope holds it; one's own always", async () => {
  const { orderId } = await requestOrder(asker(), asked());
  await narrow(second, onFirstHost());
  await expect(cancelOrder(approver(), { orderId })).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("must cancel it"),
  });
  await narrow(fleet.operatorId, { hosts: ["NOWHERE"], groups: [] });
  expect(await cancelOrder(asker(), { orderId })).toMatchObject({ cancelled: 4 });
});

test("a retry leaves out what is out of scope by now", async () => {
  const { orderId } = await requestOrder(asker(), asked());
  await db.prisma.logoffTarget.updateMany({ where: { orderId }, data: { state: "failed" } });
  await narrow(second, onFirstHost());
  const again = await retryOrder(approver(), { orderId, requestKey: randomUUID() });
  expect(again).toMatchObject({ targets: 2, droppedCounts: { scope: 2 } });
});

test("a host out of scope is not reconciled", async () => {
  await narrow(second, onFirstHost());
  await expect(reconcileHost(approver(), { hostId: fleet.hostIds[1] })).rejects.toMatchObject({
    code: "forbidden",
    message: `${hostNames[1]} is out of your scope.`,
  });
  // The first one is, and only lacks an agent.
  await expect(reconcileHost(approver(), { hostId: fleet.hostIds[0] })).rejects.toMatchObject({
    code: "conflict",
  });
});
