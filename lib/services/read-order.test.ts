import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TargetState } from "@/lib/domain/target-state";
import { trailText } from "@/lib/domain/trail";
import { moveTarget } from "@/lib/storage/move-target";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { cancelOrder } from "./cancel-order";
import type { Context } from "./context";
import { readOrder } from "./read-order";
import { readOrderEvidence } from "./read-order-evidence";
import { readOrders } from "./read-orders";
import { requestOrder } from "./request-order";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

let db: TestDatabase;
let ctx: Context;
let orderId: number;
let targetIds: bigint[];

/** What each target goes through, each step 500 ms after the one before it. */
const WAYS: readonly (readonly TargetState[])[] = [
  ["leased", "accepted", "executed", "gone", "proved"],
  ["leased", "accepted", "executed", "gone", "unproved"],
  ["leased", "accepted", "failed"],
  ["leased", "accepted", "refused"],
  ["leased", "accepted"],
  ["proved"],
  ["unreachable"],
  [],
];

beforeAll(async () => {
  db = await makeTestDatabase();
  const fleet = await makeFleet(db, 2, WAYS.length / 2);
  ctx = contextOf(db, operatorActor(fleet.operatorId));
  orderId = await order(fleet.sessionIds, "100% of the _servers_", "CHG-7");
  const targets = await db.prisma.logoffTarget.findMany({ where: { orderId }, orderBy: { id: "asc" } });
  targetIds = targets.map(({ id }) => id);
  for (const [i, target] of targets.entries()) await walk(target.id, target.hostId, WAYS[i] ?? []);
});
afterAll(() => db.drop());

async function order(liveSessionIds: readonly string[], reason: string, ticket: string) {
  return (
    await requestOrder(ctx, {
      requestKey: randomUUID(),
      targets: { kind: "sessions" as const, ids: liveSessionIds },
      reason,
      ticket,
    })
  ).orderId;
}

async function walk(targetId: bigint, hostId: number, way: readonly TargetState[]) {
  for (const [i, to] of way.entries()) {
    const at = new Date(ctx.now.getTime() + (i + 1) * 500);
    const isProof = to === "proved";
    const evidence = isProof
      ? { log: "Security" as const, recordId: 100 + Number(targetId), eventId: 4647, at: at.getTime() }
      : null;
    if (evidence) await keepRecord(hostId, evidence.recordId, at);
    const source = isProof ? "audit" : "agent";
    const moved = await db.prisma.$transaction((tx) =>
      moveTarget(tx, { targetId, to, at, source, evidence }),
    );
    expect(moved, `${to} of ${way.join(" ")}`).toBe(true);
  }
}

async function keepRecord(hostId: number, recordId: number, at: Date) {
  await db.prisma.$executeRaw`SELECT ensure_audit_month(${at}::timestamptz)`;
  const boot = await db.prisma.boot.upsert({
    where: { hostId_key: { hostId, key: "boot-1" } },
    create: { hostId, key: "boot-1", startedAt: at },
    update: {},
  });
  await db.prisma.auditEvent.create({
    data: {
      ...{ hostId, log: 1, recordId: BigInt(recordId), at, eventId: 4647, bootId: boot.id, receivedAt: at },
      fields: {},
      raw: { EventID: "4647" },
    },
  });
}

const read = (more = {}) => readOrder(ctx, { orderId, ...more });
const places = (page: Awaited<ReturnType<typeof read>>) =>
  page.targets.map((target) => targetIds.indexOf(BigInt(target.id)));

test("the head counts states, how far each came, where the rest left, and how long proofs took", async () => {
  const { facts } = await read();
  expect(facts).toMatchObject({ targets: 8, people: 8, hosts: 2, settledAt: null });
  expect(facts.states).toEqual({
    ...{ proved: 2, unproved: 1, failed: 1, refused: 1, accepted: 1, unreachable: 1, queued: 1 },
  });
  expect(facts.reached).toEqual([8, 6, 3, 3, 3, 2, 0]);
  expect(facts.left).toMatchObject({
    unproved: [0, 0, 0, 0, 1, 0, 0],
    failed: [0, 1, 0, 0, 0, 0, 0],
    refused: [0, 1, 0, 0, 0, 0, 0],
  });
  expect(facts.latenciesMs).toEqual([2500]);
});

test.each([
  ["all", [0, 1, 2, 3, 4, 5, 6, 7]],
  ["moving", [4, 6, 7]],
  ["look", [1, 2, 3]],
  ["proved", [0, 5]],
  ["failed", [2]],
  ["reached:delivered", [0, 1, 2, 3, 4, 5]],
  ["reached:gone", [0, 1, 5]],
  ["nonsense'", [0, 1, 2, 3, 4, 5, 6, 7]],
] as const)("filter %s shows its targets", async (filter, expected) => {
  expect(places(await read({ filter }))).toEqual(expected);
});

test("pages follow one another without a gap, whatever the URL says", async () => {
  expect(places(await read({ after: String(targetIds[5]) }))).toEqual([6, 7]);
  expect(places(await read({ after: "x" }))).toHaveLength(8);
  expect((await read()).next).toBeNull();
});

test("a target that was never sent left by itself; one of another order is not shown as this one's", async () => {
  const { targets } = await read();
  expect(targets.map((target) => target.wasSent)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(targets[7]).toMatchObject({ liveState: "active", liveKind: "ssh", evidence: null });
  const { detail } = await read({ open: String(targetIds[0]) });
  expect(detail?.steps.map((step) => step.state)).toEqual(["queued", ...(WAYS[0] ?? [])]);
  expect(detail?.record).toMatchObject({ ref: { eventId: 4647 }, raw: { EventID: "4647" } });
  const fleet = await makeFleet(db, 1, 1);
  const other = await order(fleet.sessionIds, "Other", "");
  expect((await readOrder(ctx, { orderId: other, open: String(targetIds[0]) })).detail).toBeNull();
});

test("an order that is not there is not found, and who may not read is told so", async () => {
  for (const id of ["999999", "abc", "-1", "99999999999"]) {
    await expect(readOrder(ctx, { orderId: id })).rejects.toMatchObject({ code: "not_found" });
  }
  const agent = contextOf(db, { kind: "agent", agentId: 1, hostId: 1, hostName: "x" });
  for (const attempt of [readOrder, readOrders, readOrderEvidence]) {
    await expect(attempt(agent, { orderId })).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("the list filters by what its targets are, by who asked, and by text that means itself", async () => {
  const fleet = await makeFleet(db, 1, 1);
  const cancelled = await order(fleet.sessionIds, "Cancelled at once", "");
  await cancelOrder(ctx, { orderId: cancelled });
  const ids = async (filter: object) => (await readOrders(ctx, filter)).orders.map(({ id }) => id);
  expect(await ids({ view: "settled" })).toEqual([cancelled]);
  expect(await ids({ view: "look" })).toEqual([orderId]);
  expect(await ids({ view: "open" })).toContain(orderId);
  expect(await ids({ view: "open" })).not.toContain(cancelled);
  expect(await ids({ q: "_servers_" })).toEqual([orderId]);
  expect(await ids({ q: "100%" })).toEqual([orderId]);
  expect(await ids({ q: "chg-7" })).toEqual([orderId]);
  expect(await ids({ q: String(cancelled) })).toEqual([cancelled]);
  expect(await ids({ q: "%" })).toEqual([orderId]);
  expect(await ids({ by: "nobody" })).toEqual([]);
  expect(await ids({ before: String(cancelled) })).not.toContain(cancelled);
  expect(await ids({ view: "'; --", before: "x", by: "\0" })).toContain(cancelled);
});

test("the evidence holds fences, steps, the raw record and a trail whose hashes can be checked", async () => {
  const pack = await readOrderEvidence(ctx, { orderId: String(orderId) });
  expect(pack.targets).toHaveLength(8);
  expect(pack.targets[0]).toMatchObject({
    state: "proved",
    fence: { bootId: "boot-1", accountKey: expect.stringContaining("uid:") },
    record: { log: "Security", eventId: 4647, raw: { EventID: "4647" } },
    steps: [{ state: "queued" }, {}, {}, {}, {}, { state: "proved", source: "audit" }],
  });
  expect(pack.targets[7]).toMatchObject({ state: "queued", record: null });
  const [entry] = JSON.parse(JSON.stringify(pack.trail)) as typeof pack.trail;
  if (!entry) throw new Error("no entry");
  const link = { ...entry, seq: BigInt(entry.seq), at: new Date(entry.at).getTime() };
  expect(createHash("sha256").update(trailText(link)).digest("hex")).toBe(entry.hash);
  expect(JSON.stringify(pack)).not.toContain("requestKey");
});
