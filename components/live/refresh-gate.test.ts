import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LONGEST_HOLD_MS, makeRefreshGate } from "./refresh-gate";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("held until the last reason has gone, and said once", () => {
  const gate = makeRefreshGate();
  let freed = 0;
  gate.onFree(() => freed++);
  gate.hold("pointer");
  gate.hold("navigation");
  gate.release("pointer");
  expect([gate.isHeld(), freed]).toEqual([true, 0]);
  gate.release("navigation");
  gate.release("navigation");
  expect([gate.isHeld(), freed]).toEqual([false, 1]);
});

test("a hold that nobody releases ends by itself; one that is renewed counts anew, since its beginning", () => {
  const gate = makeRefreshGate();
  let freed = 0;
  gate.onFree(() => freed++);
  const since = Date.now();
  gate.hold("chord");
  vi.advanceTimersByTime(LONGEST_HOLD_MS.chord - 1);
  gate.hold("chord");
  vi.advanceTimersByTime(LONGEST_HOLD_MS.chord - 1);
  expect([gate.isHeld(), gate.heldSince("chord"), freed]).toEqual([true, since, 0]);
  vi.advanceTimersByTime(1);
  expect([gate.isHeld(), gate.heldSince("chord"), freed]).toEqual([false, Number.POSITIVE_INFINITY, 1]);
});
