import { expect, test } from "vitest";
import { ManualClock } from "../clock";
import { HostClock } from "./host-clock";

function liveClock() {
  const wall = new ManualClock(1_000);
  const clock = new HostClock(0, wall);
  const seen: [string, number][] = [];
  const at = (when: number, what: string) => clock.at(when, () => seen.push([what, clock.now()]));
  return { wall, clock, seen, at };
}

test("what is due happens in order of time, each at its own instant", () => {
  const { clock, seen, at } = liveClock();
  at(300, "b");
  at(100, "a");
  const cancel = at(200, "never");
  at(300, "c");
  cancel();
  clock.runUntil(500);
  expect(seen).toEqual([
    ["a", 100],
    ["b", 300],
    ["c", 300],
  ]);
  expect(clock.now()).toBe(500);
});

test("live, a late timer still acts at the instant that was due", () => {
  const { wall, clock, seen, at } = liveClock();
  at(1_500, "a");
  clock.goLive();
  at(1_200, "before");
  wall.advance(400);
  expect(seen).toEqual([["before", 1_200]]);
  wall.advance(5_000);
  expect(seen.at(-1)).toEqual(["a", 1_500]);
  expect(clock.now()).toBe(6_400);
});

test("an act of the outside comes after what was due by then, in the first run and in every later one", () => {
  const first = liveClock();
  first.clock.goLive();
  const order: string[] = [];
  first.clock.at(1_000, () => order.push("due"));
  const actedAt = first.clock.actNow((at) => {
    order.push("act");
    return at;
  });
  expect(order).toEqual(["due", "act"]);

  const again = liveClock();
  again.clock.outsideAt(actedAt, () => again.seen.push(["act", again.clock.now()]));
  again.at(actedAt, "due");
  again.clock.runUntil(2_000);
  expect(again.seen.map(([what]) => what)).toEqual(["due", "act"]);
});

test("a stopped clock does nothing more", () => {
  const { wall, clock, seen, at } = liveClock();
  at(1_500, "a");
  clock.goLive();
  clock.stop();
  wall.advance(5_000);
  expect(seen).toEqual([]);
});
