import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OrderDesk, onList, receipt } from "./testing/order-desk";
import { logoff, minute } from "./testing/test-machine";

let desk: OrderDesk;
beforeAll(async () => {
  desk = await OrderDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.startOver());

test("a command carries the fence of the one session, and five minutes at most", async () => {
  const id = await desk.order();
  const [command, ...others] = await desk.lease(minute(6));
  expect(others).toEqual([]);
  const target = await desk.targetOf(id);
  expect(command).toEqual({
    id: target.commandId,
    verb: "log_off",
    fence: {
      machineId: desk.machine.machineId,
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
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  const receipts = [
    receipt(command?.id ?? "", "accepted", minute(6, 1)),
    receipt(command?.id ?? "", "executed", minute(6, 2)),
    receipt(command?.id ?? "", "gone", minute(6, 3)),
  ];
  await desk.machine.sync(minute(6, 4), { sessions: [], receipts });
  expect(await desk.targetOf(id)).toMatchObject({ state: "gone", goneAt: minute(6, 3), provedAt: null });
  await desk.machine.sync(minute(6, 6), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({
    state: "proved",
    detail: "",
    provedAt: minute(6, 6),
    evidence: { log: "Security", recordId: 20, eventId: 4647, at: minute(6, 2).getTime() },
  });
  expect(await desk.stepsOf(id)).toEqual(["queued", "leased", "accepted", "executed", "gone", "proved"]);
  const paired = await desk.db.prisma.session.findFirstOrThrow({ where: { hostId: desk.machine.hostId } });
  expect(paired).toMatchObject({ endKind: "logged_off", endedByTargetId: id });
});

test("proved although everything comes in one report, and once whatever is sent again", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  const report = {
    sessions: [],
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6, 1)),
      receipt(command?.id ?? "", "executed", minute(6, 2)),
      receipt(command?.id ?? "", "gone", minute(6, 3)),
    ],
    events: [logoff(20, minute(6, 2), "a.user")],
  };
  await Promise.all([desk.machine.sync(minute(6, 4), report), desk.machine.sync(minute(6, 4), report)]);
  await desk.machine.sync(minute(6, 9), report);
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", provedAt: minute(6, 4) });
  expect(await desk.stepsOf(id)).toEqual(["queued", "leased", "accepted", "executed", "gone", "proved"]);
});

test("the record before the receipts: proved at once, claimed when the host says that it acted", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  await desk.machine.sync(minute(6, 4), { events: [logoff(20, minute(6, 2), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", detail: "unforced" });
  await desk.machine.sync(minute(6, 6), {
    receipts: [
      receipt(command?.id ?? "", "accepted", minute(6, 1)),
      receipt(command?.id ?? "", "executed", minute(6, 2)),
    ],
  });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", detail: "" });
  expect(await desk.stepsOf(id)).toEqual(["queued", "leased", "proved", "accepted", "executed"]);
  const paired = await desk.db.prisma.session.findFirstOrThrow({ where: { hostId: desk.machine.hostId } });
  expect(paired.endedByTargetId).toBe(id);
});

test("unforced: the person left before anything was delivered", async () => {
  const id = await desk.order();
  await desk.machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(6), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved", detail: "unforced" });
  expect(await desk.lease(minute(8))).toEqual([]);
  const paired = await desk.db.prisma.session.findFirstOrThrow({ where: { hostId: desk.machine.hostId } });
  expect(paired.endedByTargetId).toBeNull();
});

test("the list goes first and the record later: gone, then proved", async () => {
  const id = await desk.order();
  await desk.machine.sync(minute(7), { sessions: [] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "gone" });
  expect(await desk.sweep(minute(7, 30))).toBe(0);
  await desk.machine.sync(minute(7, 40), { events: [logoff(20, minute(6), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved" });
});

test("unproved: the session is gone and no record comes; a late one still proves it", async () => {
  const id = await desk.order();
  await desk.lease(minute(6));
  await desk.machine.sync(minute(7), { sessions: [] });
  await desk.sweep(minute(8));
  expect(await desk.targetOf(id)).toMatchObject({
    state: "unproved",
    detail: "the session is gone, but no audit record came",
  });
  await desk.machine.sync(minute(30), { events: [logoff(20, minute(6, 30), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "proved" });
});

test("refused: the agent's word is kept, and nothing moves it any more", async () => {
  const id = await desk.order();
  const [command] = await desk.lease(minute(6));
  const refused = receipt(command?.id ?? "", "refused", minute(6, 1), "accountKey: another person");
  await desk.machine.sync(minute(6, 2), { receipts: [refused] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "refused", detail: "accountKey: another person" });
  await desk.machine.sync(minute(9), { sessions: [], events: [logoff(20, minute(8), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "refused" });
});

test("expired: the host did not answer in time", async () => {
  const id = await desk.order();
  await desk.machine.sync(minute(5));
  expect(await desk.sweep(minute(5, 30))).toBe(0);
  // Silent for longer than a host may be: said, and still waited for.
  expect(await desk.sweep(minute(64))).toBe(1);
  expect(await desk.targetOf(id)).toMatchObject({ state: "unreachable" });
  expect(await desk.sweep(minute(64))).toBe(0);
  await desk.sweep(minute(65));
  expect(await desk.targetOf(id)).toMatchObject({
    state: "expired",
    detail: "the host did not answer until 2026-03-01T09:05:00.000Z",
  });
  expect(await desk.lease(minute(66))).toEqual([]);
  // Hours later the person goes home: that is no success of the order.
  await desk.machine.sync(minute(300), { sessions: [], events: [logoff(20, minute(299), "a.user")] });
  expect(await desk.targetOf(id)).toMatchObject({ state: "expired" });
});
