import { expect, test } from "vitest";
import { messageText } from "./order-message";

test.each([
  [0, "now"],
  [5_000, "now"],
  [60_000, "in 60 seconds"],
  [89_000, "in 89 seconds"],
  [300_000, "in 5 minutes"],
  [299_400, "in 5 minutes"],
  [3_600_000, "in 60 minutes"],
])("%i ms left reads %s", (ms, words) => {
  expect(messageText("Logged off {when}. {when}!", ms)).toBe(`Logged off ${words}. ${words}!`);
});

test("a template without a place for the time is shown as it is", () => {
  expect(messageText("Lunch is served $& {time}", 1_000)).toBe("Lunch is served $& {time}");
});
