import { expect, test } from "vitest";
import { GiveWay } from "./give-way";

const never = new AbortController().signal;

test("work in no hurry waits while others do, and goes on once they are done", async () => {
  let isBusy = true;
  let hasPassed = false;
  const passing = new GiveWay(() => isBusy, 60_000).pass(never).then(() => {
    hasPassed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasPassed).toBe(false);
  isBusy = false;
  await passing;
  expect(hasPassed).toBe(true);
});

test("under a load that never ends it takes its turn all the same", async () => {
  let asked = 0;
  const way = new GiveWay(
    () => {
      asked++;
      return true;
    },
    1,
    60_000,
  );
  await way.pass(never);
  const before = asked;
  await way.pass(never);
  expect(asked).toBe(before);
});

test("a gateway that stops is not held up", async () => {
  await new GiveWay(() => true, 60_000).pass(AbortSignal.abort());
});
