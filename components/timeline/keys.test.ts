import { describe, expect, test } from "vitest";
import { followed } from "./keys";

describe("a window that slides on with the clock", () => {
  test("is still seen whole by who saw all of it", () => {
    expect(followed([0, 100], [0, 100], [10, 110])).toEqual([10, 110]);
  });

  test("leaves a closer look where it is", () => {
    expect(followed([40, 60], [0, 100], [10, 110])).toEqual([40, 60]);
  });

  test("carries along what it has left behind", () => {
    expect(followed([0, 20], [0, 100], [10, 110])).toEqual([10, 30]);
  });

  test("that has become shorter than the look is seen whole", () => {
    expect(followed([0, 60], [0, 100], [20, 70])).toEqual([20, 70]);
  });
});
