import { expect, test } from "@playwright/test";
import { isAlive } from "../scripts/hosts/processes.mjs";
import { Fleet, type Order } from "./resilience/fleet";
import { OwnProduct } from "./resilience/own-product";

/** Everything that can be killed is killed -9 in the middle of an order for 20 sessions on 3 machines. */

const PEOPLE = 20;
const PORT = 3240;

test.describe.configure({ mode: "serial", timeout: 150_000 });

let product: OwnProduct;
let fleet: Fleet;

test.beforeAll(async () => {
  product = new OwnProduct(PORT);
  await product.start();
  fleet = await Fleet.start(product);
});

test.afterAll(async () => {
  await fleet?.stop();
  await product?.stop();
});

/** All proved, each asked for once, and the order there once. */
async function expectAllProved(order: Order, orderId: number) {
  const targets = await fleet.outcome(orderId);
  expect(targets.map(({ state, detail }) => `${state} ${detail}`)).toEqual(Array(PEOPLE).fill("proved "));
  expect(await fleet.asked()).toEqual(Array(PEOPLE).fill(1));
  expect(await fleet.remaining()).toEqual([]);
  expect(await fleet.written(order, orderId)).toEqual({ orders: 1, trail: 1 });
}

for (const moment of ["queued", "leased", "gone"]) {
  test(`the gateway is killed when a target is ${moment}`, async () => {
    const order = await fleet.fill(PEOPLE);
    const orderId = await fleet.sendUntilAnswered(order);
    await fleet.comesTo(orderId, moment);
    process.kill(product.pidOf("gateway"), "SIGKILL");
    await expectAllProved(order, orderId);
  });
}

test("web is killed while it is asked: the form sent again makes no second order", async () => {
  const order = await fleet.fill(PEOPLE);
  const first = fleet.send(order);
  process.kill(product.pidOf("web"), "SIGKILL");
  const answered = await first;
  const orderId = await fleet.sendUntilAnswered(order);
  if (answered !== null) expect(orderId).toBe(answered);
  await expectAllProved(order, orderId);
});

for (const moment of ["accepted", "gone"]) {
  test(`every agent is killed when a target is ${moment}: nothing is done twice, and what is told is so`, async () => {
    const order = await fleet.fill(PEOPLE);
    const orderId = await fleet.sendUntilAnswered(order);
    await fleet.comesTo(orderId, moment);
    for (const machine of fleet.machines) await machine.killAgent();
    const targets = await fleet.outcome(orderId);
    expect(targets).toHaveLength(PEOPLE);
    const stillOn = targets.filter(({ state }) => state !== "proved");
    for (const { state, detail } of stillOn) {
      expect([state, detail]).toEqual(["failed", expect.stringContaining("the agent stopped before")]);
    }
    const names = stillOn.map(({ host, sessionId, loggedOnAt }) => `${host} ${sessionId} ${loggedOnAt}`);
    expect(await fleet.remaining()).toEqual(names.sort());
    expect(Math.max(...(await fleet.asked()))).toBe(1);
    if (stillOn.length === 0) return;
    // What failed may be ordered again, which is another command.
    const again = await fleet.orderForAll();
    const targetsAgain = await fleet.outcome(await fleet.sendUntilAnswered(again));
    expect(targetsAgain.map(({ state }) => state)).toEqual(stillOn.map(() => "proved"));
  });
}

for (const moment of ["leased", "gone"]) {
  test(`PostgreSQL is killed when a target is ${moment}: it is started again, and nothing is lost`, async () => {
    const order = await fleet.fill(PEOPLE);
    const orderId = await fleet.sendUntilAnswered(order);
    await fleet.comesTo(orderId, moment);
    const before = product.pidOf("database");
    process.kill(before, "SIGKILL");
    await expectAllProved(order, orderId);
    expect(product.pidOf("database")).not.toBe(before);
    await expect.poll(() => fleet.pageSays("/sessions")).toBe(200);
    await fleet.hasEveryRecord();
  });
}

for (const moment of ["asked", "leased", "gone"]) {
  test(`everything is killed when a target is ${moment}: the next start goes on`, async () => {
    const order = await fleet.fill(PEOPLE);
    const first = fleet.send(order);
    const answered = moment === "asked" ? null : await first;
    if (answered !== null) await fleet.comesTo(answered, moment);
    const before = product.processes();
    await product.killEverything();
    await expect.poll(() => before.filter(isAlive)).toEqual([]);
    await product.start();
    const told = await first;
    const orderId = await fleet.sendUntilAnswered(order);
    if (told !== null) expect(orderId).toBe(told);
    await expectAllProved(order, orderId);
    await fleet.hasEveryRecord();
  });
}

test("npm start is killed: what it started ends by itself, and the next start does not wait for anybody to help", async () => {
  const before = product.processes();
  // An open page holds a stream, which a server that ends in order waits for.
  const stream = await fleet.openStream();
  await product.killOwner();
  await product.start();
  stream.destroy();
  await expect.poll(() => before.filter(isAlive), { timeout: 5_000 }).toEqual([]);
  await expect.poll(() => fleet.pageSays("/sessions")).toBe(200);
  const order = await fleet.fill(PEOPLE);
  await expectAllProved(order, await fleet.sendUntilAnswered(order));
});
