import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import type { Receipt } from "@/lib/protocol/messages";
import { moveTarget } from "@/lib/storage/move-target";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { cancelOrder } from "./cancel-order";
import { leaseCommands } from "./lease-commands";
import { requestOrder } from "./request-order";
import { sweepOrders } from "./sweep-orders";
import {
  event,
  logoff,
  logon,
  makeTestMachine,
  minute,
  session,
  type TestMachine,
} from "./testing/test-machine";

let db: TestDatabase;
let machine: TestMachine;
const onList = session("a.user", minute(0));
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.logoffOrder.deleteMany();
  // A person logged on at 08:00, seen in the list and in the log.
  machine = await makeTestMachine(db);
  const events = [event(1, minute(-60), 4608), logon(10, minute(0), "a.user")];
  await machine.sync(minute(1), { sessions: [onList], events });
});

/** Ordered at 08:05, waiting for an hour at most. */
async function order(ids?: string[]): Promise<bigint> {
  const live = await db.prisma.liveSession.findMany({ where: { hostId: machine.hostId } });
  const actor = { kind: "operator", operatorId: 1, name: "op", role: "operator" } as const;
  await db.prisma.operator.createMany({
    data: [
      { id: 1, name: "op", displayName: "Op", role: "operator", passwordHash: "-", createdAt: minute(0) },
    ],
    skipDuplicates: true,
  });
  const made = await requestOrder(
    { actor, now: minute(5), db },
    {
      requestKey: randomUUID(),
      targets: { kind: "sessions" as const, ids: ids ?? live.map((row) => row.id.toString()) },
      reason: "maintenance",
    },
  );
  const target = await db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId: made.orderId } });
  return target.id;
}

const targetOf = (id: bigint) => db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
const stepsOf = async (targetId: bigint) =>
  (await db.prisma.targetStep.findMany({ where: { targetId }, orderBy: { id: "asc" } })).map(
    (step) => step.state,
  );
const lease = (now: Date) => leaseCommands(machine.at(now));
const sweep = (now: Date) => sweepOrders({ actor: systemActor("gateway"), now, db });
const cancel = async (targetId: bigint) => {
  const { orderId } = await targetOf(targetId);
  const actor = { kind: "operator", operatorId: 1, name: "op", role: "operator" } as const;
  await cancelOrder({ actor, now: minute(6), db }, { orderId });
};
const receipt = (commandId: string, step: Receipt["step"], at: Date, detail = ""): Receipt => ({
  commandId,
  step,
  at: at.getTime(),
  detail,
});

test("a command carries the fence of the one session, and five minutes at most", async () => {
  const id = await order();
  const [command, ...others] = await lease(minute(6));
  expect(others).toEqual([]);
  const target = await targetOf(id);
  expect(command).toEqual({
    id: target.commandId,
    verb: "log_off",
    fence: {
      machineId: machine.machineId,
      bootId: "boot-1",
      sessionId: "2",
      loggedOnAt: minute(0).getTime(),
      accountKey: onList.account.key,
    },
    issuedAt: minute(6).getTime(),
    expiresAt: minute(11).getTime(),
  });
  expect(target).toMatchObject({ state: "leased", leasedUntil: minute(6, 15) });
});

test("proved: ordered, leased, accepted, executed, gone, and then the record", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  const receipts = [
    receipt(command?.id ?? "", "accepted", minute(6, 1)),
    receipt(command?.id ?? "", "executed", minute(6, 2)),
    receipt(command?.id ?? "", "gone", minute(6, 3)),
  ];
  await machine.sync(minute(6, 4), { sessions: [], receipts });
  expect(await targetOf(id)).toMatchObject({ state: "gone", goneAt: minute(6, 3), provedAt: null });
  await machine.sync(minute(6, 6), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await targetOf(id)).toMatchObject({
    state: "proved",
    detail: "",
    provedAt: minute(6, 6),
    evidence: { log: "Security", recordId: 20, eventId: 4647, at: minute(6, 2).getTime() },
  });
  expect(await stepsOf(id)).toEqual(["queued", "leased", "accepted", "executed", "gone", "proved"]);
  const paired = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(paired).toMatchObject({ endKind: "logged_off", endedByTargetId: id });
});

test("proved although everything comes in one report, and once whatever is sent again", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  const report = {
    sessions: [],
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6, 1)),
      receipt(command?.id ?? "", "executed", minute(6, 2)),
      receipt(command?.id ?? "", "gone", minute(6, 3)),
    ],
    events: [logoff(20, minute(6, 2), "a.user")],
  };
  await Promise.all([machine.sync(minute(6, 4), report), machine.sync(minute(6, 4), report)]);
  await machine.sync(minute(6, 9), report);
  expect(await targetOf(id)).toMatchObject({ state: "proved", provedAt: minute(6, 4) });
  expect(await stepsOf(id)).toEqual(["queued", "leased", "accepted", "executed", "gone", "proved"]);
});

test("the record before the receipts: proved at once, claimed when the host says that it acted", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await machine.sync(minute(6, 4), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "unforced" });
  await machine.sync(minute(6, 6), {
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6, 1)),
      receipt(command?.id ?? "", "executed", minute(6, 2)),
    ],
  });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "" });
  expect(await stepsOf(id)).toEqual(["queued", "leased", "proved", "accepted", "executed"]);
  const paired = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(paired.endedByTargetId).toBe(id);
});

test("unforced: the person left before anything was delivered", async () => {
  const id = await order();
  await machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(6), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "unforced" });
  expect(await lease(minute(8))).toEqual([]);
  const paired = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(paired.endedByTargetId).toBeNull();
});

test("the list goes first and the record later: gone, then proved", async () => {
  const id = await order();
  await machine.sync(minute(7), { sessions: [] });
  expect(await targetOf(id)).toMatchObject({ state: "gone" });
  expect(await sweep(minute(7, 30))).toBe(0);
  await machine.sync(minute(7, 40), { events: [logoff(20, minute(6), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved" });
});

test("unproved: the session is gone and no record comes; a late one still proves it", async () => {
  const id = await order();
  await lease(minute(6));
  await machine.sync(minute(7), { sessions: [] });
  await sweep(minute(8));
  expect(await targetOf(id)).toMatchObject({
    state: "unproved",
    detail: "the session is gone, but no audit record came",
  });
  await machine.sync(minute(30), { events: [logoff(20, minute(6, 30), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved" });
});

test("refused: the agent's word is kept, and nothing moves it any more", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  const refused = receipt(command?.id ?? "", "refused", minute(6, 1), "accountKey: another person");
  await machine.sync(minute(6, 2), { receipts: [refused] });
  expect(await targetOf(id)).toMatchObject({ state: "refused", detail: "accountKey: another person" });
  await machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "refused" });
});

test("expired: the host did not answer in time", async () => {
  const id = await order();
  await machine.sync(minute(5));
  expect(await sweep(minute(5, 30))).toBe(0);
  // Silent for longer than a host may be: said, and still waited for.
  expect(await sweep(minute(64))).toBe(1);
  expect(await targetOf(id)).toMatchObject({ state: "unreachable" });
  expect(await sweep(minute(64))).toBe(0);
  await sweep(minute(65));
  expect(await targetOf(id)).toMatchObject({
    state: "expired",
    detail: "the host did not answer until 2026-03-01T09:05:00.000Z",
  });
  expect(await lease(minute(66))).toEqual([]);
  // Hours later the person goes home: that is no success of the order.
  await machine.sync(minute(300), { sessions: [], events: [logoff(20, minute(299), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "expired" });
});

test("cancelled while queued: the person leaves later, and that is no success of the order", async () => {
  const id = await order();
  await cancel(id);
  expect(await lease(minute(6))).toEqual([]);
  await machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(6), "a.user")] });
  await machine.sync(minute(8));
  await sweep(minute(70));
  expect(await targetOf(id)).toMatchObject({ state: "cancelled", goneAt: null, provedAt: null });
  expect(await stepsOf(id)).toEqual(["queued", "cancelled"]);
  const paired = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(paired).toMatchObject({ endKind: "logged_off", endedByTargetId: null });
});

const acted = (commandId = "") => [
  receipt(commandId, "accepted", minute(6, 1)),
  receipt(commandId, "executed", minute(6, 2)),
  receipt(commandId, "gone", minute(6, 3)),
];

test("cancelled while leased, and the host acts all the same: executed, gone, proved", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await cancel(id);
  await machine.sync(minute(6, 4), { sessions: [], receipts: acted(command?.id) });
  expect(await targetOf(id)).toMatchObject({ state: "gone" });
  await machine.sync(minute(6, 6), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "" });
  expect(await stepsOf(id)).toEqual([
    "queued",
    "leased",
    "cancelled",
    "accepted",
    "executed",
    "gone",
    "proved",
  ]);
  const paired = await db.prisma.session.findFirstOrThrow({ where: { hostId: machine.hostId } });
  expect(paired.endedByTargetId).toBe(id);
});

test("cancelled while leased, and the record comes before the receipts: proved by them", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await cancel(id);
  await machine.sync(minute(6, 4), { sessions: [], events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "cancelled" });
  await machine.sync(minute(6, 6), { receipts: acted(command?.id) });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "" });
});

test("cancelled while leased, and the host refuses: its word is shown, and nothing moves it any more", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await cancel(id);
  const refused = receipt(command?.id ?? "", "refused", minute(6, 1), "the command has expired");
  await machine.sync(minute(6, 2), { receipts: [refused] });
  expect(await targetOf(id)).toMatchObject({ state: "refused", detail: "the command has expired" });
  await machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "refused" });
});

test("still there: executed, and a minute later the host lists it yet", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await machine.sync(minute(6, 2), {
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6)),
      receipt(command?.id ?? "", "executed", minute(6, 1)),
    ],
  });
  expect(await sweep(minute(7, 30))).toBe(0);
  await machine.sync(minute(7, 40));
  await sweep(minute(7, 41));
  expect(await targetOf(id)).toMatchObject({ state: "failed", detail: "the session is still there" });
  await machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved" });
});

test("taken and never told of: expired in words, until the host speaks again", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await machine.sync(minute(6, 2), { receipts: [receipt(command?.id ?? "", "accepted", minute(6, 1))] });
  await sweep(minute(30));
  expect(await targetOf(id)).toMatchObject({ state: "accepted" });
  await sweep(minute(24 * 60));
  const detail = "the host took the command and never told what became of it";
  expect(await targetOf(id)).toMatchObject({ state: "expired", detail });
  await machine.sync(minute(24 * 60 + 1), { receipts: acted(command?.id) });
  expect(await targetOf(id)).toMatchObject({ state: "gone" });
});

const nextBoot = (recordId: number, at: Date) => [
  event(recordId, at, 4608, { boot: "boot-2" }),
  event(recordId + 1, at, 1101, { boot: "boot-2" }),
];

test("the host crashes: the end lies in an interval, and that proves nothing", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  await machine.sync(minute(6, 2), { receipts: [receipt(command?.id ?? "", "accepted", minute(6, 1))] });
  const boot = { bootId: "boot-2", bootStartedAt: minute(10).getTime() };
  await machine.sync(minute(11), { ...boot, sessions: [] });
  expect(await targetOf(id)).toMatchObject({ state: "gone", detail: "the host restarted" });
  await machine.sync(minute(11, 10), { ...boot, events: nextBoot(30, minute(10)) });
  const target = await targetOf(id);
  expect(target).toMatchObject({ state: "unproved", provedAt: null, evidence: null });
  expect(target.detail).toBe(
    "the host crashed or restarted; the end lies between 2026-03-01T08:00:00.000Z and 2026-03-01T08:10:00.000Z",
  );
});

test("the host is shut down in order: the record of that proves it", async () => {
  const id = await order();
  const boot = { bootId: "boot-2", bootStartedAt: minute(10).getTime() };
  await machine.sync(minute(11), {
    ...boot,
    sessions: [],
    events: [event(20, minute(8), 1100), event(30, minute(10), 4608, { boot: "boot-2" })],
  });
  expect(await targetOf(id)).toMatchObject({
    state: "proved",
    detail: "unforced",
    evidence: { log: "Security", recordId: 20, eventId: 1100 },
  });
});

test("an end from before the order proves nothing about it", async () => {
  const id = await order();
  await machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(4), "a.user")] });
  expect(await targetOf(id)).toMatchObject({
    state: "unproved",
    detail: "the session had ended before the order, at 2026-03-01T08:04:00.000Z",
  });
});

test("a host whose clock is behind proves by its own time", async () => {
  const behindMs = -120_000;
  const id = await order();
  const late = new Date(minute(6).getTime() + behindMs);
  await machine.sync(minute(7), {
    now: minute(7).getTime() + behindMs,
    sessions: [],
    events: [logoff(20, late, "a.user")],
  });
  expect(await targetOf(id)).toMatchObject({ state: "proved" });
});

test("another session of the same person, under the same id, proves nothing", async () => {
  const id = await order();
  await machine.sync(minute(7), {
    events: [logon(20, minute(6), "a.user", "0xa2"), logoff(21, minute(6, 30), "a.user", "0xa2")],
  });
  expect(await targetOf(id)).toMatchObject({ state: "queued" });
});

test("two that lease at once: each command is handed out once", async () => {
  const many = Array.from({ length: 12 }, (_, i) =>
    session(`p${i}.user`, minute(0), { sessionId: String(i + 10), logonId: `0x${i + 100}` }),
  );
  await machine.sync(minute(2), { sessions: many });
  await order();
  const leased = await Promise.all(Array.from({ length: 4 }, () => lease(minute(6))));
  const ids = leased.flat().map((command) => command.id);
  expect(ids).toHaveLength(12);
  expect(new Set(ids).size).toBe(12);
});

test("a lease that nobody acknowledges goes back, and out again under the same id", async () => {
  const id = await order();
  const [first] = await lease(minute(6));
  expect(await lease(minute(6, 10))).toEqual([]);
  expect(await sweep(minute(6, 14))).toBe(0);
  expect(await sweep(minute(6, 15))).toBe(1);
  expect(await targetOf(id)).toMatchObject({ state: "queued", leasedUntil: null });
  const [second] = await lease(minute(6, 16));
  expect(second?.id).toBe(first?.id);
  await sweep(minute(6, 31));
  // Its receipt was only slow.
  await machine.sync(minute(6, 40), { receipts: [receipt(first?.id ?? "", "accepted", minute(6, 20))] });
  expect(await targetOf(id)).toMatchObject({ state: "accepted" });
});

test("a revoked agent is handed nothing", async () => {
  const id = await order();
  await db.prisma.agent.update({ where: { id: machine.actor.agentId }, data: { revokedAt: minute(5) } });
  expect(await lease(minute(6))).toEqual([]);
  expect(await targetOf(id)).toMatchObject({ state: "queued" });
});

test("a receipt about another host's command is refused, and moves nothing", async () => {
  const id = await order();
  const [command] = await lease(minute(6));
  const other = await makeTestMachine(db, "TS-02");
  await expect(
    other.sync(minute(6, 1), { receipts: [receipt(command?.id ?? "", "gone", minute(6))] }),
  ).rejects.toMatchObject({ code: "forbidden", field: "receipts" });
  expect(await targetOf(id)).toMatchObject({ state: "leased" });
  const subject = `agent:${other.actor.agentId}`;
  const [entry] = await db.prisma.trail.findMany({ where: { subject } });
  expect(entry).toMatchObject({ name: "agent.foreign_refused", detail: { commandId: command?.id } });
});

test("nobody but an audited record may say proved", async () => {
  const id = await order();
  const claim = { targetId: id, to: "proved", at: minute(6) } as const;
  const evidence = { log: "Security", recordId: 1, eventId: 4647, at: 0 } as const;
  for (const move of [
    { ...claim, source: "agent", evidence } as const,
    { ...claim, source: "audit" } as const,
  ]) {
    await expect(db.prisma.$transaction((tx) => moveTarget(tx, move))).rejects.toThrow("audited record");
  }
  expect(await targetOf(id)).toMatchObject({ state: "queued" });
});

test("sweepers at once: each target moves once", async () => {
  const id = await order();
  await Promise.all(Array.from({ length: 4 }, () => sweep(minute(65))));
  expect(await stepsOf(id)).toEqual(["queued", "expired"]);
});
