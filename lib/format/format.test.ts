import { expect, test } from "vitest";
import { clockOrDay, clockTime, dayName, isoDay } from "./clock";
import { counted, middleTruncated, visibleText } from "./count";
import { ago, clockSkew, duration } from "./duration";

const at = Date.parse("2026-11-19T20:17:30Z");

test("the same instant in three zones", () => {
  expect(clockTime(at, "UTC")).toBe("20:17:30");
  expect(clockTime(at, "Asia/Kathmandu")).toBe("02:02:30");
  expect(isoDay(at, "Asia/Kathmandu")).toBe("2026-11-20");
  expect(dayName(at, "UTC")).toBe("Thu 19 Nov");
});

test("a day is named only when it is another one", () => {
  expect(clockOrDay(at, at + 1000, "UTC")).toBe("20:17:30");
  expect(clockOrDay(at, at + 86_400_000, "UTC")).toBe("Thu 19 Nov 20:17:30");
});

test("midnight is 00 and never 24", () => {
  expect(clockTime(Date.parse("2026-01-01T00:00:00Z"), "UTC")).toBe("00:00:00");
});

test("durations have two units at most and are never negative", () => {
  expect([-5, 999, 59_999, 60_000, 3_900_000, 260_000_000].map(duration)).toEqual([
    "0 s",
    "0 s",
    "59 s",
    "1 min",
    "1 h 05 m",
    "3 d 0 h",
  ]);
  expect(ago(at + 5000, at)).toBe("just now");
});

test("words agree with numbers, ids keep both ends, hidden characters show", () => {
  expect(counted(1, "session")).toBe("1 session");
  expect(counted(1200, "person", "people")).toBe("1,200 people");
  expect(middleTruncated("S-1-5-21-3082417563-11872", 17)).toBe("S-1-5-21-30…11872");
  expect(visibleText("bob\u202Egnp.exe\u0000")).toBe("bob⟨202E⟩gnp.exe⟨0000⟩");
});

test("a skew has a direction only where there is one", () => {
  expect([0, 49, -49, 300, -2_500].map(clockSkew)).toEqual(["0.0 s", "0.0 s", "0.0 s", "+0.3 s", "−2.5 s"]);
});
