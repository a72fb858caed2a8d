import { expect, test } from "vitest";
import { Batches } from "./batches";

interface Item {
  readonly key: number;
  readonly n: number;
}

/** Remembers its batches, and lets each go on when it is told. */
function recorded(options: { most?: number; keyed?: boolean; bad?: number } = {}) {
  const taken: Item[][] = [];
  const batches = new Batches<Item, number>({
    async take(items) {
      taken.push([...items]);
      await new Promise((resolve) => setImmediate(resolve));
      if (items.some(({ n }) => n === options.bad)) {
        throw Object.assign(new Error("cannot be written"), { code: "22P05" });
      }
      return items.map(({ n }) => n * 2);
    },
    ...(options.keyed ? { keyOf: ({ key }: Item) => key } : {}),
    ...(options.most ? { most: options.most } : {}),
  });
  return { taken, add: (key: number, n: number) => batches.add({ key, n }) };
}

test("what comes at once goes together, and everybody gets their own answer", async () => {
  const { taken, add } = recorded();
  const outs = await Promise.all(Array.from({ length: 100 }, (_, n) => add(n, n)));
  expect(outs).toEqual(Array.from({ length: 100 }, (_, n) => n * 2));
  expect(taken).toHaveLength(1);
});

test("two of one key are never in one batch, and keep their order", async () => {
  const { taken, add } = recorded({ keyed: true, most: 3 });
  const keys = [1, 1, 2, 1, 3, 2, 4, 5];
  await Promise.all(keys.map((key, n) => add(key, n)));
  for (const batch of taken) expect(new Set(batch.map(({ key }) => key)).size).toBe(batch.length);
  const all = taken.flat();
  expect(all).toHaveLength(keys.length);
  for (const key of new Set(keys)) {
    const order = all.filter((one) => one.key === key).map(({ n }) => n);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
});

test("one that cannot be written fails alone", async () => {
  const { add } = recorded({ bad: 7 });
  const outs = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => add(n, n)));
  expect(outs.flatMap((out, n) => (out.status === "rejected" ? [n] : []))).toEqual([7]);
});

test("a database that is away fails them all at once, and the next batch is tried again", async () => {
  let isAway = true;
  let tries = 0;
  const batches = new Batches<number, number>({
    async take(items) {
      tries++;
      if (isAway) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
      return items;
    },
  });
  const outs = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => batches.add(n)));
  expect(outs.every((out) => out.status === "rejected")).toBe(true);
  expect(tries).toBe(1);
  isAway = false;
  expect(await batches.add(9)).toBe(9);
});
