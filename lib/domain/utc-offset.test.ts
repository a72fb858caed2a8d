import { expect, test } from "vitest";
import { offsetWords, readOffset } from "./utc-offset";

test.each([
  ["+05:45", 345],
  ["-04:00", -240],
  ["\u221204:00", -240],
  ["+2", 120],
  ["+0530", 330],
  [" UTC+01:00 ", 60],
  ["UTC", 0],
  ["z", 0],
  ["+14:00", 840],
  ["+14:01", null],
  ["-12:30", null],
  ["+05:75", null],
  ["5", null],
  ["", null],
  ["CET", null],
])("%j is %j minutes ahead of UTC", (text, minutes) => {
  expect(readOffset(text)).toBe(minutes);
});

test("what is shown can be typed again", () => {
  for (let minutes = -720; minutes <= 840; minutes += 15)
    expect(readOffset(offsetWords(minutes))).toBe(minutes);
});
