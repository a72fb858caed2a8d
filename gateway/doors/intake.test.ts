import { expect, test } from "vitest";
import { Intake, Overloaded } from "./intake";

const never = new AbortController().signal;

test("the oldest goes on whatever is held; the others wait for room", async () => {
  const intake = new Intake(100);
  const [oldest, other] = [intake.enter(), intake.enter()];
  await oldest.take(80, never);
  let isTaken = false;
  const waiting = other.take(40, never).then(() => {
    isTaken = true;
  });
  await oldest.take(80, never);
  expect([intake.bytes, isTaken]).toEqual([160, false]);
  oldest.leave();
  await waiting;
  expect([intake.bytes, intake.requests]).toEqual([40, 1]);
  other.leave();
  other.leave();
  expect([intake.bytes, intake.requests]).toEqual([0, 0]);
});

test("two that are half read never wait for each other", async () => {
  const intake = new Intake(100);
  const [a, b] = [intake.enter(), intake.enter()];
  await a.take(50, never);
  await b.take(50, never);
  const order: string[] = [];
  const second = b.take(50, never).then(() => order.push("b"));
  await a.take(50, never).then(() => order.push("a"));
  a.leave();
  await second;
  expect(order).toEqual(["a", "b"]);
});

test("whoever waits until it is over is told so", async () => {
  const intake = new Intake(10);
  const [, late] = [intake.enter(), intake.enter()];
  const over = new AbortController();
  const waiting = late.take(20, over.signal);
  over.abort();
  await expect(waiting).rejects.toBeInstanceOf(Overloaded);
});
