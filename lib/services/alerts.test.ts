import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ALERT_KINDS } from "@/lib/domain/alert";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { Context } from "./context";
import { deliverAlerts, type OutgoingAlert, type SendOutcome } from "./deliver-alerts";
import { readAlerts } from "./read-alerts";
import { saveAlertChannel } from "./save-alert-channel";
import { sendAlertAgain, testAlertChannel } from "./send-alert-again";
import { switchAlertChannel } from "./switch-alert-channel";
import { contextOf, type Fleet, makeFleet, operatorActor } from "./testing/make-fleet";
import { watchForAlerts } from "./watch-for-alerts";

let db: TestDatabase;
let fleet: Fleet;
const start = new Date("2026-03-01T08:30:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const LONG_AGO = new Date("2026-03-01T00:00:00Z");

beforeAll(async () => {
  db = await makeTestDatabase();
  fleet = await makeFleet(db, 3, 2);
});
afterAll(() => db.drop());
afterEach(async () => {
  await db.prisma.alertChannel.deleteMany();
  await db.prisma.alert.deleteMany();
  await db.prisma.alertMark.deleteMany();
  await db.prisma.logoffOrder.deleteMany();
  await db.prisma.agent.deleteMany();
});

const admin = (at = start): Context => ({
  ...contextOf(db, operatorActor(fleet.operatorId, "administrator")),
  now: at,
});
const gateway = (at: Date): Context => ({ actor: { kind: "system", name: "gateway" }, now: at, db });
const hook = {
  name: "Chat",
  kind: "webhook",
  address: "https://chat.example/hooks/secret",
  events: ALERT_KINDS,
};
const lastTrail = () => db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });

/** Sends everything that is due into a list, with these outcomes in turn. */
async function deliver(at: Date, outcomes: readonly SendOutcome[] = []) {
  const got: { address: string; alert: OutgoingAlert }[] = [];
  let n = 0;
  const send = async (address: string, alert: OutgoingAlert) => {
    got.push({ address, alert });
    return outcomes[n++] ?? { ok: true, answer: "200" };
  };
  const senders = { webhook: send, mail: send };
  await deliverAlerts(db, { origin: "https://curfew.example", now: () => at, senders });
  return got;
}

async function makeOrder(states: readonly string[], at = start): Promise<number> {
  const [host = 0] = fleet.hostIds;
  const account = await db.prisma.account.findFirstOrThrow();
  const order = await db.prisma.logoffOrder.create({
    data: {
      requestedBy: { kind: "operator", operatorId: fleet.operatorId, name: "ann", role: "operator" },
      reason: "The host is replaced",
      createdAt: at,
      expiresAt: later(60),
      requestKey: crypto.randomUUID(),
      targets: {
        create: states.map((state, i) => ({
          hostId: host,
          accountId: account.id,
          machineId: "m",
          bootKey: "boot-1",
          sessionId: String(i),
          accountKey: account.key,
          loggedOnAt: at,
          state,
          stateAt: at,
          commandId: crypto.randomUUID(),
        })),
      },
    },
  });
  return order.id;
}

test("a channel is made, changed, switched off and removed, each on the trail without its secret", async () => {
  const { channelId } = await saveAlertChannel(admin(), hook);
  expect(await lastTrail()).toMatchObject({
    name: "alert_channel.create",
    subject: `alert-channel:${channelId}`,
    detail: { address: "https://chat.example" },
  });
  await saveAlertChannel(admin(), {
    ...hook,
    channelId,
    kind: "mail",
    address: "ann@example.org, bea@example.org\n",
    events: ["host.silent"],
  });
  expect((await readAlerts(admin(), {})).channels).toMatchObject([
    {
      id: channelId,
      kind: "mail",
      address: "ann@example.org\nbea@example.org",
      events: ["host.silent"],
      isOn: true,
    },
  ]);
  await switchAlertChannel(admin(), { channelId, to: "off" });
  expect(await lastTrail()).toMatchObject({ name: "alert_channel.switch_off" });
  await expect(switchAlertChannel(admin(), { channelId, to: "off" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(testAlertChannel(admin(), { channelId })).rejects.toMatchObject({ code: "conflict" });
  await switchAlertChannel(admin(), { channelId, to: "removed" });
  expect(await lastTrail()).toMatchObject({ name: "alert_channel.remove" });
  expect((await readAlerts(admin(), {})).channels).toEqual([]);
  await expect(saveAlertChannel(admin(), { ...hook, channelId })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("refused: whoever is no administrator, and addresses that are none", async () => {
  const before = await db.prisma.trail.count();
  for (const role of ["auditor", "operator"] as const) {
    const ctx = contextOf(db, operatorActor(fleet.operatorId, role));
    for (const act of [saveAlertChannel, switchAlertChannel, testAlertChannel, sendAlertAgain, readAlerts]) {
      await expect(act(ctx, hook)).rejects.toMatchObject({ code: "forbidden" });
    }
  }
  for (const [kind, address] of [
    ["webhook", "chat.example"],
    ["webhook", "file:///etc/passwd"],
    ["webhook", "https://name:secret@chat.example/"],
    ["mail", "ann"],
    ["mail", "ann@example.org, <script>"],
    ["mail", Array.from({ length: 21 }, (_, i) => `p${i}@example.org`).join(" ")],
  ]) {
    await expect(saveAlertChannel(admin(), { ...hook, kind, address })).rejects.toMatchObject({
      code: "invalid_input",
      field: "address",
    });
  }
  await expect(saveAlertChannel(admin(), { ...hook, events: [] })).rejects.toMatchObject({ field: "events" });
  await expect(saveAlertChannel(admin(), { ...hook, events: ["all"] })).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect(await db.prisma.trail.count()).toBe(before);
});

test("an order that missed somebody is told once, when nothing of it is under way or after a minute", async () => {
  await saveAlertChannel(admin(later(-5)), hook);
  const settled = await makeOrder(["failed", "done", "refused"]);
  const running = await makeOrder(["failed", "executed"]);
  await makeOrder(["done", "cancelled", "unproved"]);
  expect(await watchForAlerts(gateway(later(0.5)), LONG_AGO)).toBe(1);
  expect(await watchForAlerts(gateway(later(0.5)), LONG_AGO)).toBe(0);
  const [first] = await deliver(later(0.5));
  expect(first?.alert).toMatchObject({
    title: `Order ${settled} missed 2 of 3 sessions`,
    url: `https://curfew.example/orders/${settled}`,
    facts: { missed: { failed: 1, refused: 1 }, by: "ann" },
  });
  expect(await watchForAlerts(gateway(later(2)), LONG_AGO)).toBe(1);
  expect((await deliver(later(2)))[0]?.alert.title).toBe(`Order ${running} missed 1 of 2 sessions`);
});

test("what failed before anybody wanted to know is not told", async () => {
  await makeOrder(["failed"], later(-10));
  await saveAlertChannel(admin(), hook);
  expect(await watchForAlerts(gateway(later(1)), LONG_AGO)).toBe(0);
});

test("hosts that fall silent together are one alert, once per silence, and never before anybody could hear them", async () => {
  await saveAlertChannel(admin(later(-60)), { ...hook, events: ["host.silent"] });
  for (const hostId of fleet.hostIds) {
    await db.prisma.agent.create({
      data: { hostId, publicKey: `key-${hostId}`, version: "1", enrolledAt: start },
    });
  }
  await db.prisma.host.updateMany({ data: { reportedAt: start } });
  expect(await watchForAlerts(gateway(later(4)), LONG_AGO)).toBe(0);
  expect(await watchForAlerts(gateway(later(6)), later(2))).toBe(0);
  expect(await watchForAlerts(gateway(later(6)), LONG_AGO)).toBe(1);
  expect(await watchForAlerts(gateway(later(20)), LONG_AGO)).toBe(0);
  const [told] = await deliver(later(20));
  expect(told?.alert.facts).toMatchObject({ kind: "host.silent", hosts: { length: 3 } });
  const [back] = fleet.hostIds;
  await db.prisma.host.update({ where: { id: back ?? 0 }, data: { reportedAt: later(21) } });
  expect(await watchForAlerts(gateway(later(22)), LONG_AGO)).toBe(0);
  expect(await watchForAlerts(gateway(later(30)), LONG_AGO)).toBe(1);
  await db.prisma.agent.updateMany({ data: { revokedAt: later(30) } });
});

test("an agent without room is told once it has none for a minute, once for each time, by its own clock", async () => {
  await saveAlertChannel(admin(later(-60)), { ...hook, events: ["agent.held_back"] });
  const [full = 0, ahead = 0, fine = 0] = fleet.hostIds;
  await db.prisma.host.update({ where: { id: ahead }, data: { clockSkewMs: 3_600_000 } });
  const health = (since: Date | null) => ({
    ...{ spooledEvents: 9, spooledBytes: 900 },
    ...(since ? { heldBack: { why: "disk", since: since.getTime() } } : {}),
  });
  for (const [hostId, since] of [
    [full, start],
    [ahead, later(60)],
    [fine, null],
  ] as const) {
    const data = {
      hostId,
      publicKey: `room-${hostId}`,
      version: "1",
      enrolledAt: start,
      health: health(since),
    };
    await db.prisma.agent.create({ data });
  }
  expect(await watchForAlerts(gateway(later(0.5)), LONG_AGO)).toBe(0);
  expect(await watchForAlerts(gateway(later(2)), LONG_AGO)).toBe(1);
  expect(await watchForAlerts(gateway(later(3)), LONG_AGO)).toBe(0);
  const [told] = await deliver(later(3));
  expect(told?.alert.facts).toMatchObject({ kind: "agent.held_back", hosts: { length: 2 } });
  expect(told?.alert.title).toMatch(/^The disk or spool of .+ and .+ is full$/);
  const again = (since: Date | null) =>
    db.prisma.agent.updateMany({ where: { hostId: full }, data: { health: health(since) } });
  await again(null);
  expect(await watchForAlerts(gateway(later(4)), LONG_AGO)).toBe(0);
  await again(later(5));
  expect(await watchForAlerts(gateway(later(7)), LONG_AGO)).toBe(1);
  await db.prisma.host.update({ where: { id: ahead }, data: { clockSkewMs: 0 } });
});

test("a channel hears what it wants and while it is on; eight watchers at once tell once", async () => {
  await saveAlertChannel(admin(later(-5)), { ...hook, name: "All" });
  const silent = await saveAlertChannel(admin(later(-5)), {
    ...hook,
    name: "Silent",
    events: ["host.silent"],
  });
  const off = await saveAlertChannel(admin(later(-5)), { ...hook, name: "Off" });
  await switchAlertChannel(admin(later(-4)), { channelId: off.channelId, to: "off" });
  await makeOrder(["failed"]);
  await Promise.all(Array.from({ length: 8 }, () => watchForAlerts(gateway(later(1)), LONG_AGO)));
  await watchForAlerts(gateway(later(1)), LONG_AGO);
  expect(await db.prisma.alert.count()).toBe(1);
  const deliveries = await db.prisma.alertDelivery.findMany({ include: { channel: true } });
  expect(deliveries.map(({ channel }) => channel.name)).toEqual(["All"]);
  expect(silent.channelId).toBeGreaterThan(0);
});

test("eight senders at once send once; a failure is tried again, later each time, and given up in the end", async () => {
  const { channelId } = await saveAlertChannel(admin(), hook);
  await testAlertChannel(admin(), { channelId });
  const all = await Promise.all(
    Array.from({ length: 8 }, () => deliver(start, [{ ok: false, answer: "500" }])),
  );
  expect(all.flat()).toHaveLength(1);
  expect(await deliver(start)).toHaveLength(0);

  const delivery = () => db.prisma.alertDelivery.findFirstOrThrow();
  let at = start;
  for (let attempts = 1; (await delivery()).state === "waiting"; attempts++) {
    const { dueAt, attempts: made } = await delivery();
    expect(made).toBe(attempts);
    expect(dueAt.getTime()).toBeGreaterThan(at.getTime());
    expect(await deliver(new Date(dueAt.getTime() - 1))).toHaveLength(0);
    at = dueAt;
    const [again] = await deliver(at, [{ ok: false, answer: "500\0" }]);
    expect(again?.alert.id).toBe(all.flat()[0]?.alert.id);
  }
  expect(await delivery()).toMatchObject({ state: "failed", attempts: 7, answer: "500" });
  expect((await readAlerts(admin(), {})).channels).toMatchObject([{ lastState: "failed" }]);

  const deliveryId = (await delivery()).id.toString();
  await sendAlertAgain(admin(at), { deliveryId });
  expect(await lastTrail()).toMatchObject({ name: "alert.send_again" });
  await expect(sendAlertAgain(admin(at), { deliveryId })).rejects.toMatchObject({ code: "conflict" });
  expect(await deliver(at)).toHaveLength(1);
  expect(await delivery()).toMatchObject({ state: "sent", answer: "200" });
});

test("what can never arrive is given up at once; a sender that died leaves the rest to others", async () => {
  const { channelId } = await saveAlertChannel(admin(), hook);
  await testAlertChannel(admin(), { channelId });
  await deliver(start, [{ ok: false, isFinal: true, answer: "410" }]);
  expect(await db.prisma.alertDelivery.findFirstOrThrow()).toMatchObject({ state: "failed", attempts: 1 });

  await testAlertChannel(admin(), { channelId });
  const dies = { webhook: () => new Promise<never>(() => {}), mail: () => new Promise<never>(() => {}) };
  void deliverAlerts(db, { origin: "", now: () => start, senders: dies });
  await expect.poll(() => db.prisma.alertDelivery.count({ where: { leasedUntil: { not: null } } })).toBe(1);
  expect(await deliver(later(0.5))).toHaveLength(0);
  expect(await deliver(later(1.1))).toHaveLength(1);
});

test("a key that is in use twice is told once, and again when it happens again", async () => {
  await saveAlertChannel(admin(later(-5)), { ...hook, events: ["agent.cloned"] });
  const [hostId = 0] = fleet.hostIds;
  const agent = await db.prisma.agent.create({
    data: { hostId, publicKey: "cloned", version: "1", enrolledAt: start, alarm: "cloned", alarmAt: start },
  });
  expect(await watchForAlerts(gateway(later(1)), LONG_AGO)).toBe(1);
  expect(await watchForAlerts(gateway(later(2)), LONG_AGO)).toBe(0);
  expect((await deliver(later(2)))[0]?.alert).toMatchObject({
    title: expect.stringContaining("is in use twice"),
    url: `https://curfew.example/hosts/${hostId}`,
  });
  await db.prisma.agent.update({ where: { id: agent.id }, data: { alarmAt: later(3) } });
  expect(await watchForAlerts(gateway(later(4)), LONG_AGO)).toBe(1);
});

test("a ghost is told once, with the host that has it", async () => {
  await saveAlertChannel(admin(later(-5)), { ...hook, events: ["session.ghost"] });
  const [hostId = 0] = fleet.hostIds;
  const host = await db.prisma.host.update({ where: { id: hostId }, data: { reportedAt: later(20) } });
  const account = await db.prisma.account.findFirstOrThrow();
  await db.prisma.liveSession.deleteMany({ where: { accountId: account.id } });
  const { id: bootId } = await db.prisma.boot.create({
    data: { hostId, key: "boot-1", startedAt: LONG_AGO },
  });
  await db.prisma.session.create({
    data: {
      ...{ hostId, bootId, accountId: account.id, logonId: "0xdead", sessionId: "77" },
      ...{ startedAt: start, begunAt: start, endKind: "open", endConfidence: "open", endBecause: "" },
      ...{ endRecords: [], segments: [] },
    },
  });
  expect(await watchForAlerts(gateway(later(21)), LONG_AGO)).toBe(1);
  expect(await watchForAlerts(gateway(later(22)), LONG_AGO)).toBe(0);
  expect((await deliver(later(22)))[0]?.alert.title).toBe(`1 session on ${host.name} is a ghost`);
});

test("what is stored badly holds nothing up: the rest is sent, and the page shows what can be read", async () => {
  await saveAlertChannel(admin(), hook);
  const channel = await db.prisma.alertChannel.findFirstOrThrow();
  for (const [kind, facts] of [
    ["host.silent", { hosts: "all of them" }],
    ["order.missed", null],
    ["test", { by: "ann" }],
  ] as const) {
    const deliveries = { create: { channelId: channel.id, dueAt: start } };
    await db.prisma.alert.create({ data: { kind, at: start, facts: facts ?? {}, deliveries } });
  }
  const got = await deliver(later(1));
  expect(got.map(({ alert }) => alert.title).sort()).toEqual([
    "Curfew can reach you",
    "What was stored of this alert cannot be read",
    "a host without a name is silent",
  ]);
  const { deliveries } = await readAlerts(admin(later(2)), {});
  expect(deliveries.map(({ state, facts }) => [state, facts.kind])).toEqual([
    ["sent", "test"],
    ["sent", "unreadable"],
    ["sent", "host.silent"],
  ]);
});
