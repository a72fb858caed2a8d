import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import type { Command, Receipt } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { cancelOrder } from "./cancel-order";
import { leaseCommands } from "./lease-commands";
import type { OrderRequestInput } from "./order-request";
import { requestOrder } from "./request-order";
import { sweepOrders } from "./sweep-orders";
import { logoff, logon, makeTestMachine, minute, session, type TestMachine } from "./testing/test-machine";

let db: TestDatabase;
let machine: TestMachine;
let operator: { kind: "operator"; operatorId: number; name: string; role: "operator" };
const onList = session("a.user", minute(0));

beforeAll(async () => {
  db = await makeTestDatabase();
  const { id, name } = await db.prisma.operator.create({
    data: { name: "op", displayName: "Op", role: "operator", passwordHash: "-", createdAt: minute(0) },
  });
  operator = { kind: "operator", operatorId: id, name, role: "operator" };
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.logoffOrder.deleteMany();
  machine = await makeTestMachine(db);
  await machine.sync(minute(1), { sessions: [onList], events: [logon(10, minute(0), "a.user")] });
});

/** Asked for at 08:05. */
async function order(more: Partial<OrderRequestInput> = {}): Promise<bigint> {
  const live = await db.prisma.liveSession.findFirstOrThrow({ where: { hostId: machine.hostId } });
  const made = await requestOrder({ actor: operator, now: minute(5), db }, {
    requestKey: randomUUID(),
    targets: { kind: "sessions", ids: [live.id.toString()] },
    graceSeconds: 300,
    reason: "maintenance",
    ...more,
  } satisfies OrderRequestInput);
  return (await db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId: made.orderId } })).id;
}

const targetOf = (id: bigint) => db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
const lease = (now: Date) => leaseCommands(machine.at(now));
const sweep = (now: Date) => sweepOrders({ actor: systemActor("gateway"), now, db });
const tell = (now: Date, command: Command | undefined, step: Receipt["step"], detail = "") =>
  machine.sync(now, { receipts: [{ commandId: command?.id ?? "", step, at: now.getTime(), detail }] });

async function warn(at = minute(5, 1), step: Receipt["step"] = "shown", detail = "") {
  const [command] = await lease(at);
  await tell(at, command, "accepted");
  await tell(at, command, step, detail);
  return command;
}

describe("the warning", () => {
  test("goes first, with the time that is left; the act follows when the grace is over, never before", async () => {
    const id = await order();
    const [warning, ...more] = await lease(minute(5, 1));
    expect(more).toEqual([]);
    expect(warning).toMatchObject({
      verb: "message",
      text: "You will be logged off in 5 minutes. Save your work.",
      fence: { machineId: machine.machineId, sessionId: "2" },
    });
    await tell(minute(5, 1), warning, "accepted");
    await tell(minute(5, 2), warning, "shown");
    expect(await targetOf(id)).toMatchObject({ state: "warned", warning: "shown", warnedAt: minute(5, 2) });
    expect(await lease(minute(8, 59))).toEqual([]);
    const [reminder] = await lease(minute(9));
    expect(reminder).toMatchObject({
      verb: "message",
      text: "You will be logged off in 60 seconds. Save your work.",
    });
    await tell(minute(9), reminder, "shown");
    expect(await lease(minute(9, 59))).toEqual([]);
    const [act] = await lease(minute(10));
    expect(act).toMatchObject({ verb: "log_off", id: (await targetOf(id)).commandId });
    await tell(minute(10), act, "accepted");
    await tell(minute(10), act, "executed");
    await machine.sync(minute(10, 1), { sessions: [], events: [logoff(20, minute(10, 1), "a.user")] });
    expect(await targetOf(id)).toMatchObject({ state: "proved" });
    const steps = await db.prisma.targetStep.findMany({ where: { targetId: id }, orderBy: { id: "asc" } });
    expect(steps.map((step) => step.state)).toEqual([
      ...["queued", "warned", "warned", "leased", "accepted", "executed", "gone", "proved"],
    ]);
  });

  test("that could not be shown is said, and the act still follows", async () => {
    const id = await order();
    await warn(minute(5, 1), "not_shown", "the screen is locked");
    expect(await targetOf(id)).toMatchObject({
      state: "warned",
      warning: "not_shown",
      detail: "not shown: the screen is locked",
    });
    expect(await lease(minute(10))).toMatchObject([{ verb: "log_off" }]);
  });

  test("that could not be shown leaves the session alone where the order asks for that", async () => {
    const id = await order({ onlyIfWarned: true });
    await warn(minute(5, 1), "not_shown", "the screen is locked");
    expect(await targetOf(id)).toMatchObject({
      state: "refused",
      detail: "left as it is: the warning was not shown: the screen is locked",
    });
    expect(await lease(minute(10))).toEqual([]);
  });

  test("that was lost on the way goes out again under the same id, and one that nobody answers counts as not shown", async () => {
    const id = await order();
    const [first] = await lease(minute(5, 1));
    await sweep(minute(5, 10));
    expect(await lease(minute(5, 10))).toEqual([]);
    await sweep(minute(5, 17));
    const [again] = await lease(minute(5, 17));
    expect(again?.id).toBe(first?.id);
    await tell(minute(5, 18), again, "accepted");
    await sweep(minute(11));
    expect(await targetOf(id)).toMatchObject({ state: "warned", warning: "not_shown" });
  });

  test("comes late to a host that was away, and gives it the whole grace from then on", async () => {
    const id = await order();
    await machine.sync(minute(30));
    const late = await warn(minute(30));
    expect(late).toMatchObject({ text: "You will be logged off in 5 minutes. Save your work." });
    expect(await targetOf(id)).toMatchObject({ releaseAt: minute(35) });
    expect((await lease(minute(34, 59))).filter((one) => one.verb === "log_off")).toEqual([]);
    expect((await lease(minute(35))).filter((one) => one.verb === "log_off")).toHaveLength(1);
  });

  test("told twice, or in the wrong order, changes nothing", async () => {
    const id = await order();
    const [warning] = await lease(minute(5, 1));
    await tell(minute(5, 2), warning, "shown");
    await tell(minute(5, 3), warning, "accepted");
    await tell(minute(5, 4), warning, "not_shown", "the screen is locked");
    expect(await targetOf(id)).toMatchObject({ state: "warned", warning: "shown", warnedAt: minute(5, 2) });
  });
});

describe("cancelled in the grace", () => {
  test("until its very end: nothing is done, and no reminder is shown", async () => {
    const id = await order();
    await warn();
    const { orderId } = await targetOf(id);
    await cancelOrder({ actor: operator, now: minute(8), db }, { orderId });
    expect(await lease(minute(9))).toEqual([]);
    expect(await lease(minute(10))).toEqual([]);
    expect(await targetOf(id)).toMatchObject({ state: "cancelled" });
  });

  test("raced by the act: either it is cancelled and nothing was handed out, or it is told that it was on its way", async () => {
    for (let round = 0; round < 10; round++) {
      await db.prisma.logoffOrder.deleteMany();
      const id = await order();
      await warn();
      const { orderId } = await targetOf(id);
      const [leased] = await Promise.all([
        lease(minute(10)),
        cancelOrder({ actor: operator, now: minute(10), db }, { orderId }),
      ]);
      const target = await targetOf(id);
      expect(target.state).toBe("cancelled");
      const wasOut = leased.some((command) => command.verb === "log_off");
      expect(target.detail.includes("the host may have acted")).toBe(wasOut);
    }
  });
});

test("a person who leaves in the grace is proved, unforced", async () => {
  const id = await order();
  await warn();
  await machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(7), "a.user")] });
  expect(await targetOf(id)).toMatchObject({ state: "proved", detail: "unforced" });
  expect(await lease(minute(10))).toEqual([]);
});

test("scheduled: nothing leaves before the start", async () => {
  const startAt = minute(60).toISOString();
  await order({ startAt });
  expect(await lease(minute(59, 59))).toEqual([]);
  expect(await lease(minute(60))).toMatchObject([{ verb: "message" }]);
});

test("a gateway that was dead at the end of the grace acts when it is back, and not after the order's expiry", async () => {
  const id = await order({ expiresInMinutes: 5 });
  await warn();
  await sweep(minute(14, 59));
  expect(await lease(minute(14, 59))).toMatchObject([{ verb: "log_off" }]);
  await sweep(minute(15, 15));
  expect(await targetOf(id)).toMatchObject({ state: "warned" });
  await sweep(minute(15, 16));
  expect(await targetOf(id)).toMatchObject({ state: "expired" });
  expect(await lease(minute(15, 17))).toEqual([]);
});

describe("the other verbs", () => {
  test("a message that was shown is done; one that was not has failed and says why", async () => {
    const shown = await order({ verb: "message", message: "Lunch is served", graceSeconds: 0 });
    const [command] = await lease(minute(5, 1));
    expect(command).toMatchObject({ verb: "message", text: "Lunch is served" });
    await tell(minute(5, 2), command, "accepted");
    await tell(minute(5, 2), command, "shown", "written to pts/0");
    expect(await targetOf(shown)).toMatchObject({ state: "done", detail: "written to pts/0" });

    const unseen = await order({ verb: "message", message: "Lunch is over", graceSeconds: 0 });
    const [second] = await lease(minute(5, 3));
    await tell(minute(5, 4), second, "not_shown", "the screen is locked");
    expect(await targetOf(unseen)).toMatchObject({ state: "failed", detail: "the screen is locked" });
    // The end of the session proves nothing about a message.
    await machine.sync(minute(7), { sessions: [], events: [logoff(20, minute(7), "a.user")] });
    expect(await targetOf(shown)).toMatchObject({ state: "done" });
  });

  test("a disconnect is done when the host lists the session as disconnected", async () => {
    const id = await order({ verb: "disconnect", graceSeconds: 0 });
    const [command] = await lease(minute(5, 1));
    expect(command).toMatchObject({ verb: "disconnect" });
    for (const step of ["accepted", "executed", "done"] as const) await tell(minute(5, 2), command, step);
    expect(await targetOf(id)).toMatchObject({ state: "done" });
  });

  test("a session that ended before its message is refused, never proved", async () => {
    const id = await order({ verb: "message", message: "Hello", graceSeconds: 0 });
    await machine.sync(minute(6), { sessions: [], events: [logoff(20, minute(6), "a.user")] });
    expect(await targetOf(id)).toMatchObject({ state: "refused" });
  });
});

test.each([
  ["a message with a grace", { verb: "message", message: "x", graceSeconds: 60 }, "graceSeconds"],
  ["a message without words", { verb: "message", graceSeconds: 0 }, "message"],
  ["a grace over an hour", { graceSeconds: 3_601 }, "graceSeconds"],
  ["only if warned, without a warning", { graceSeconds: 0, onlyIfWarned: true }, "onlyIfWarned"],
  ["a start in the past", { startAt: minute(-60).toISOString() }, "startAt"],
  ["a start next year", { startAt: "2027-03-01T08:00:00Z" }, "startAt"],
  ["a start that is no time", { startAt: "tonight" }, "startAt"],
] as const)("refused: %s, naming the field", async (_, more, field) => {
  await expect(order(more)).rejects.toMatchObject({ code: "invalid_input", field });
});
