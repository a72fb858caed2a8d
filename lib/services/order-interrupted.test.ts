import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { moveTarget } from "@/lib/storage/move-target";
import { OrderDesk, receipt } from "./testing/order-desk";
import { event, logoff, logon, makeTestMachine, minute, session } from "./testing/test-machine";

let desk: OrderDesk;
beforeAll(async () => {
  desk = await OrderDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.startOver());

test("cancelled while queued: the person leaves later, and that is no success of the order", async () => {
  const id = await desk.order();
  await desk.cancel(id);
  expect(await desk.lease(minute(6))).toEqual([]);
  await desk.machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(6), "a.user")] });
  await desk.machine.sync(minute(8));
  await desk.sweep(minute(70));
  expect(await desk.targetOf(id)).toMatchObject({ state: "cancelled", goneAt: null, provedAt: null });
  expect(await desk.stepsOf(id)).toEqual(["queued", "cancelled"]);
  const paired = await desk.db.prisma.session.findFirstOrThrow({ where: { hostId: desk.machine.hostId } });
  expect(paired).toMatchObject({ endKind: "logged_off", endedByTargetId: null });
});

const acted = (commandId = "") => [
  receipt(commandId, "accepted", minute(6, 1)),
  receipt(commandId, "executed", minute(6, 2)),
  receipt(commandId, "gone", minute(6, 3)),
];

test("cancelled while leased, and the host acts all the same: executed, gone, proved", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.cancel(id);
  await desk.machine.sync(minute(6, 4), { sessions: [], receipts: acted(command?.id) });
  expect(await desk.targetOf(id)).toMatchObject({ state: "gone" });
  await desk.machine.sync(minute(6, 6), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", detail: "" });
  expect(await desk.stepsOf(id)).toEqual([
    "queued",
    "leased",
    "cancelled",
    "accepted",
    "executed",
    "gone",
    "proved",
  ]);
  const paired = await desk.db.prisma.session.findFirstOrThrow({ where: { hostId: desk.machine.hostId } });
  expect(paired.endedByTargetId).toBe(id);
});

test("cancelled while leased, and the record comes before the receipts: proved by them", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.cancel(id);
  await desk.machine.sync(minute(6, 4), { sessions: [], events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "cancelled" });
  await desk.machine.sync(minute(6, 6), { receipts: acted(command?.id) });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", detail: "" });
});

test("cancelled while leased, and the host refuses: its word is shown, and nothing moves it any more", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.cancel(id);
  const refused = receipt(command?.id ?? "", "refused", minute(6, 1), "the command has expired");
  await desk.machine.sync(minute(6, 2), { receipts: [refused] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "refused", detail: "the command has expired" });
  await desk.machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "refused" });
});

test("still there: executed, and a minute later the host lists it yet", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.machine.sync(minute(6, 2), {
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6)),
      receipt(command?.id ?? "", "executed", minute(6, 1)),
    ],
  });
  expect(await desk.sweep(minute(7, 30))).toBe(0);
  await desk.machine.sync(minute(7, 40));
  await desk.sweep(minute(7, 41));
  expect(await desk.targetOf(id)).toMatchObject({ state: "failed", detail: "the session is still there" });
  await desk.machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved" });
});

test("taken and never told of: expired in words, until the host speaks again", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.machine.sync(minute(6, 2), { receipts: [receipt(command?.id ?? "", "accepted", minute(6, 1))] });
  await desk.sweep(minute(30));
  expect(await desk.targetOf(id)).toMatchObject({ state: "accepted" });
  await desk.sweep(minute(24 * 60));
  const detail = "the host took the command and never told what became of it";
  expect(await desk.targetOf(id)).toMatchObject({ state: "expired", detail });
  await desk.machine.sync(minute(24 * 60 + 1), { receipts: acted(command?.id) });
  expect(await desk.targetOf(id)).toMatchObject({ state: "gone" });
});

const nextBoot = (recordId: number, at: Date) => [
  event(recordId, at, 4608, { boot: "boot-2" }),
  event(recordId + 1, at, 1101, { boot: "boot-2" }),
];

test("the host crashes: the end lies in an interval, and that proves nothing", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.machine.sync(minute(6, 2), { receipts: [receipt(command?.id ?? "", "accepted", minute(6, 1))] });
  const boot = { bootId: "boot-2", bootStartedAt: minute(10).getTime() };
  await desk.machine.sync(minute(11), { ...boot, sessions: [] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "gone", detail: "the host restarted" });
  await desk.machine.sync(minute(11, 10), { ...boot, events: nextBoot(30, minute(10)) });
  const target = await desk.targetOf(id);
  expect(target).toMatchObject({ state: "unproved", provedAt: null, evidence: null });
  expect(target.detail).toBe(
    "the host crashed or restarted; the end lies between 2026-03-01T08:00:00.000Z and 2026-03-01T08:10:00.000Z",
  );
});

test("the host is shut down in order: the record of that proves it", async () => {
  const id = await desk.order();
  const boot = { bootId: "boot-2", bootStartedAt: minute(10).getTime() };
  await desk.machine.sync(minute(11), {
    ...boot,
    sessions: [],
    events: [event(20, minute(8), 1100), event(30, minute(10), 4608, { boot: "boot-2" })],
  });
  expect(await desk.targetOf(id)).toMatchObject({
    state: "proved",
    detail: "unforced",
    evidence: { log: "Security", recordId: 20, eventId: 1100 },
  });
});

test("an end from before the order proves nothing about it", async () => {
  const id = await desk.order();
  await desk.machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(4), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({
    state: "unproved",
    detail: "the session had ended before the order, at 2026-03-01T08:04:00.000Z",
  });
});

test("a host whose clock is behind proves by its own time", async () => {
  const behindMs = -120_000;
  const id = await desk.order();
  const late = new Date(minute(6).getTime() + behindMs);
  await desk.machine.sync(minute(7), {
    now: minute(7).getTime() + behindMs,
    sessions: [],
    events: [logoff(20, late, "a.user")],
  });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved" });
});

test("another session of the same person, under the same id, proves nothing", async () => {
  const id = await desk.order();
  await desk.machine.sync(minute(7), {
    events: [logon(20, minute(6), "a.user", "0xa2"), logoff(21, minute(6, 30), "a.user", "0xa2")],
  });
  expect(await desk.targetOf(id)).toMatchObject({ state: "queued" });
});

test("two that lease at once: each command is handed out once", async () => {
  const many = Array.from({ length: 12 }, (_, i) =>
    session(`p${i}.user`, minute(0), { sessionId: String(i + 10), logonId: `0x${i + 100}` }),
  );
  await desk.machine.sync(minute(2), { sessions: many });
  await desk.order();
  const leased = await Promise.all(Array.from({ length: 4 }, () => desk.lease(minute(6))));
  const ids = leased.flat().map((command) => command.id);
  expect(ids).toHaveLength(12);
  expect(new Set(ids).size).toBe(12);
});

test("a lease that nobody acknowledges goes back, and out again under the same id", async () => {
  const id = await desk.order();
  const [first] = await desk.lease(minute(6));
  expect(await desk.lease(minute(6, 10))).toEqual([]);
  expect(await desk.sweep(minute(6, 14))).toBe(0);
  expect(await desk.sweep(minute(6, 15))).toBe(1);
  expect(await desk.targetOf(id)).toMatchObject({ state: "queued", leasedUntil: null });
  const [second] = await desk.lease(minute(6, 16));
  expect(second?.id).toBe(first?.id);
  await desk.sweep(minute(6, 31));
  // Its receipt was only slow.
  await desk.machine.sync(minute(6, 40), { receipts: [receipt(first?.id ?? "", "accepted", minute(6, 20))] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "accepted" });
});

test("a revoked agent is handed nothing", async () => {
  const id = await desk.order();
  await desk.db.prisma.agent.update({
    where: { id: desk.machine.actor.agentId },
    data: { revokedAt: minute(5) },
  });
  expect(await desk.lease(minute(6))).toEqual([]);
  expect(await desk.targetOf(id)).toMatchObject({ state: "queued" });
});

test("a receipt about another host's command is refused, and moves nothing", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  const other = await makeTestMachine(desk.db, "TS-02");
  await expect(
    other.sync(minute(6, 1), { receipts: [receipt(command?.id ?? "", "gone", minute(6))] }),
  ).rejects.toMatchObject({ code: "forbidden", field: "receipts" });
  expect(await desk.targetOf(id)).toMatchObject({ state: "leased" });
  const subject = `agent:${other.actor.agentId}`;
  const [entry] = await desk.db.prisma.trail.findMany({ where: { subject } });
  expect(entry).toMatchObject({ name: "agent.foreign_refused", detail: { commandId: command?.id } });
});

test("nobody but an audited record may say proved", async () => {
  const id = await desk.order();
  const claim = { targetId: id, to: "proved", at: minute(6) } as const;
  const evidence = { log: "Security", recordId: 1, eventId: 4647, at: 0 } as const;
  for (const move of [
    { ...claim, source: "agent", evidence } as const,
    { ...claim, source: "audit" } as const,
  ]) {
    await expect(desk.db.prisma.$transaction((tx) => moveTarget(tx, move))).rejects.toThrow("audited record");
  }
  expect(await desk.targetOf(id)).toMatchObject({ state: "queued" });
});

test("sweepers at once: each target moves once", async () => {
  const id = await desk.order();
  await Promise.all(Array.from({ length: 4 }, () => desk.sweep(minute(65))));
  expect(await desk.stepsOf(id)).toEqual(["queued", "expired"]);
});
