import { expect, test } from "vitest";
import { layOutProofs } from "./proof-plot";

test("the axis is logarithmic from a tenth of a second, and ends at the first mark past the slowest", () => {
  const plot = layOutProofs([100, 60_000]);
  expect(plot.dots).toEqual([
    { x: 0, n: 1 },
    { x: 100, n: 1 },
  ]);
  expect(plot.ticks.at(-1)).toEqual({ x: 100, word: "60 s" });
  expect(layOutProofs([1000, 61_000]).ticks.at(-1)?.word).toBe("5 min");
  expect(layOutProofs([1000, 9e9]).ticks.at(-1)?.word).toBe("24 h");
});

test("nothing leaves the axis: zero stands at its beginning, a week at its end", () => {
  expect(layOutProofs([0, 6e8]).dots.map((dot) => dot.x)).toEqual([0, 100]);
});

test("the words of the marks do not touch, however long the axis is", () => {
  for (const slowest of [1_000, 61_000, 3e6, 9e9]) {
    const xs = layOutProofs([200, slowest]).ticks.map(({ x }) => x);
    expect(xs.length).toBeGreaterThan(4);
    for (let n = 1; n < xs.length; n++) expect((xs[n] ?? 0) - (xs[n - 1] ?? 0)).toBeGreaterThanOrEqual(8);
  }
});

test("percentiles need seven, and dots of one place are stacked", () => {
  expect(layOutProofs([1, 2, 3, 4, 5, 6]).p50).toBeNull();
  const plot = layOutProofs([1000, 1000, 1000, 2000, 5000, 5000, 5000, 5000, 5000, 20_000]);
  expect([plot.p50?.ms, plot.p95?.ms, plot.highest]).toEqual([5000, 20_000, 5]);
  expect(plot.dots.reduce((sum, dot) => sum + dot.n, 0)).toBe(10);
});

test("no proof yet is an empty axis", () => {
  expect(layOutProofs([])).toMatchObject({ dots: [], p50: null, p95: null, highest: 0 });
});
