import { expect, test } from "vitest";
import { mergeRuns } from "./merge-runs";

const scale = { from: 0, pixelsPerMs: 0.1, width: 100 };

test("spans that touch on the screen become one run", () => {
  const spans = [
    { left: 0, right: 101 },
    { left: 102, right: 200 },
    { left: 300, right: 310 },
  ];
  expect(mergeRuns(spans, scale)).toEqual([
    { from: 0, until: 20 },
    { from: 30, until: 31 },
  ]);
});

test("a span narrower than a pixel keeps one, outside the view nothing is drawn", () => {
  expect(
    mergeRuns(
      [
        { left: -50, right: -10 },
        { left: 40, right: 40 },
        { left: 1_000, right: 1_010 },
      ],
      scale,
    ),
  ).toEqual([{ from: 4, until: 5 }]);
});

test("twenty thousand spans cost no more runs than there are pixels", () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => ({ left: i * 0.05, right: i * 0.05 + 0.01 }));
  expect(mergeRuns(spans, scale)).toEqual([{ from: 0, until: 100 }]);
});

test("a bridge closes pauses that cannot be seen", () => {
  const spans = [
    { left: 0, right: 100 },
    { left: 120, right: 200 },
  ];
  expect(mergeRuns(spans, scale)).toHaveLength(2);
  expect(mergeRuns(spans, scale, 2)).toEqual([{ from: 0, until: 20 }]);
});
