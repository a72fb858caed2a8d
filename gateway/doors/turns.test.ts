import { expect, test } from "vitest";
import { Turns } from "./turns";

test("one goes in each round of the loop, the one that came first before the others", async () => {
  const turns = new Turns();
  const order: string[] = [];
  let round = 0;
  let isOver = false;
  const count = () => {
    round++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const rounds = new Map<string, number>();
  const take = async (name: string, place: number, times: number) => {
    for (let n = 0; n < times; n++) {
      await turns.next(place);
      order.push(name);
      rounds.set(`${name}${n}`, round);
    }
  };
  await Promise.all([take("c", 3, 2), take("a", 1, 2), take("b", 2, 1)]);
  isOver = true;
  expect(order[0]).toBe("a");
  expect(order.slice(1).sort()).toEqual(["a", "b", "c", "c"]);
  // Nobody shares a round, so that others are heard in between.
  expect(new Set(rounds.values()).size).toBe(rounds.size);
});

test("whoever comes later waits for those that came before", async () => {
  const turns = new Turns();
  const order: number[] = [];
  await Promise.all([5, 4, 3, 2, 1].map((place) => turns.next(place).then(() => order.push(place))));
  expect(order).toEqual([1, 2, 3, 4, 5]);
});
