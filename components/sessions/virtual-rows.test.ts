import { describe, expect, test } from "vitest";
import { grownRows, keptRows, OVERSCAN, rowPieces, seenRows, withOverscan } from "./virtual-rows";

describe("which rows are seen", () => {
  test.each([
    [0, 320, 0, 10],
    [16, 320, 0, 11],
    [1_600_000 - 320, 320, 49_990, 50_000],
    [-40, 320, 0, 9],
    [9_999_999, 320, 50_000, 50_000],
    [0, -5, 0, 0],
  ])("%i px down in a room of %i px: from %i to %i", (top, height, first, end) => {
    expect(seenRows(top, height, 32, 50_000)).toEqual({ first, end });
  });

  test("a little more than that is drawn, and never beyond the list", () => {
    expect(withOverscan({ first: 3, end: 20 }, 25)).toEqual({ first: 0, end: 25 });
    expect(withOverscan({ first: 100, end: 120 }, 500)).toEqual({
      first: 100 - OVERSCAN,
      end: 120 + OVERSCAN,
    });
  });
});

describe("which of them are drawn at once", () => {
  const seen = { first: 100, end: 120 };

  test.each([
    ["a leap draws what it lands on", { first: 500, end: 540 }, seen],
    ["a turn of the wheel keeps what is near", { first: 92, end: 112 }, { first: 92, end: 120 }],
    ["and lets go of what is far", { first: 60, end: 118 }, { first: 90, end: 120 }],
    ["upwards too", { first: 112, end: 160 }, { first: 100, end: 130 }],
    ["rows that touch are near", { first: 120, end: 140 }, { first: 100, end: 130 }],
  ])("%s", (_, drawn, expected) => {
    expect(keptRows(drawn, seen, 500)).toEqual(expected);
  });

  test("the others follow a few at a time, until all that is near is there", () => {
    const steps = [seen];
    for (let n = 0; n < 5; n++) steps.push(grownRows(steps.at(-1) ?? seen, seen, 500, () => true));
    expect(steps.map(({ first, end }) => [first, end])).toEqual([
      [100, 120],
      [96, 124],
      [92, 128],
      [90, 130],
      [90, 130],
      [90, 130],
    ]);
  });

  test("not before something is known of them, and never beyond the list", () => {
    expect(grownRows(seen, seen, 122, (place) => place !== 98)).toEqual({ first: 99, end: 122 });
  });
});

describe("what the body of the table holds", () => {
  const shape = (pieces: ReturnType<typeof rowPieces>) =>
    pieces.map((piece) => (piece.kind === "gap" ? `${piece.rows} rows` : piece.at));

  test.each([
    [{ first: 0, end: 2 }, 2, -1, [0, 1]],
    [{ first: 2, end: 4 }, 10, -1, ["2 rows", 2, 3, "6 rows"]],
    [{ first: 5, end: 7 }, 10, 1, ["1 rows", 1, "3 rows", 5, 6, "3 rows"]],
    [{ first: 5, end: 7 }, 10, 7, ["5 rows", 5, 6, 7, "2 rows"]],
    [{ first: 5, end: 7 }, 10, 9, ["5 rows", 5, 6, "2 rows", 9]],
    [{ first: 5, end: 7 }, 10, 6, ["5 rows", 5, 6, "3 rows"]],
    [{ first: 0, end: 0 }, 0, 4, []],
    [{ first: 1, end: 9 }, 3, -1, ["1 rows", 1, 2]],
  ])("%j of %i with row %i kept", (window, length, kept, expected) => {
    const pieces = rowPieces(window, length, kept);
    expect(shape(pieces)).toEqual(expected);
    expect(pieces.reduce((sum, piece) => sum + (piece.kind === "gap" ? piece.rows : 1), 0)).toBe(length);
  });
});
