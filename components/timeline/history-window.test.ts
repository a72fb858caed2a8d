import { expect, test } from "vitest";
import { DAY, HOUR, zoneClock } from "@/lib/domain/zone-clock";
import { dayWindow, historyWindow, momentText, monthsSince, parseMoment, wallText } from "./history-window";
import { at } from "./testing-sessions";

const now = at("2026-11-20T18:30:00Z");
const kathmandu = zoneClock("Asia/Kathmandu");
const utc = zoneClock("UTC");

test("thirty days end with today in the reader's zone", () => {
  // 18:30 UTC is already the 21st in Kathmandu.
  const window = historyWindow(undefined, now, kathmandu);
  expect([window.from, window.until]).toEqual([at("2026-10-22T18:15:00Z"), at("2026-11-21T18:15:00Z")]);
  expect([window.older, window.newer]).toEqual(["2026-09-23", null]);
});

test("older and newer are neighbours, and newer ends at today", () => {
  const window = historyWindow("2026-09-22", now, utc);
  expect([window.older, window.newer]).toEqual(["2026-08-23", ""]);
  expect(historyWindow("2026-08-23", now, utc).newer).toBe("2026-09-22");
});

test.each(["", "nonsense", "2026-02-30", "9999-12-31", "2026-13-01", "-1", "2026-13", "9999-12"])(
  "%s is the window that ends today",
  (text) => {
    expect(historyWindow(text, now, utc)).toEqual(historyWindow(undefined, now, utc));
  },
);

test("a month that is named is that whole month in the reader's zone, and its neighbours are months", () => {
  const window = historyWindow("2026-03", now, kathmandu);
  expect(window).toMatchObject({ month: "2026-03", days: 31, older: "2026-02", newer: "2026-04" });
  expect([window.from, window.until]).toEqual([at("2026-02-28T18:15:00Z"), at("2026-03-31T18:15:00Z")]);
  expect(historyWindow("2026-02", now, utc).days).toBe(28);
  expect(historyWindow("2025-12", now, utc)).toMatchObject({ older: "2025-11", newer: "2026-01" });
  expect(historyWindow("2026-11", now, utc)).toMatchObject({ days: 30, newer: null });
  expect(historyWindow("1970-01", now, utc).older).toBeNull();
  expect(historyWindow("2026-12", now, utc)).toEqual(historyWindow(undefined, now, utc));
});

test("months to choose from reach back to the first record, and are not endless", () => {
  expect(monthsSince(at("2026-09-30T20:00:00Z"), now, kathmandu)).toEqual(["2026-11", "2026-10"]);
  expect(monthsSince(null, now, utc)).toEqual(["2026-11"]);
  expect(monthsSince(now + DAY * 90, now, utc)).toEqual(["2026-11"]);
  expect(monthsSince(0, now, utc)).toHaveLength(24);
});

test("a window over a change of the clock is an hour shorter", () => {
  const window = historyWindow("2026-03-10", now, zoneClock("Europe/Stockholm"));
  expect(window.until - window.from).toBe(30 * DAY - HOUR);
});

test("a day, or the last 24 hours", () => {
  expect(dayWindow(undefined, null, now, utc)).toMatchObject({
    day: null,
    from: now - DAY,
    until: now,
    after: null,
  });
  expect(dayWindow("2026-11-20", null, now, utc)).toMatchObject({
    day: "2026-11-20",
    before: "2026-11-19",
    after: "",
  });
  expect(dayWindow("2026-11-18", null, now, utc)).toMatchObject({
    until: at("2026-11-19T00:00Z"),
    after: "2026-11-19",
  });
  expect(dayWindow("2027-01-01", null, now, utc).day).toBeNull();
});

test("an instant that is asked about brings its day into sight", () => {
  expect(dayWindow(undefined, at("2026-11-17T14:05:00Z"), now, utc).day).toBe("2026-11-17");
  expect(dayWindow(undefined, now - HOUR, now, utc).day).toBeNull();
  expect(dayWindow("2026-11-18", at("2026-11-17T14:05:00Z"), now, utc).day).toBe("2026-11-18");
});

test("moments: absolute in the address, the reader's clock in the field", () => {
  expect(parseMoment("2026-11-19T14:05Z", now, kathmandu)).toBe(at("2026-11-19T14:05:00Z"));
  expect(parseMoment("2026-11-19T14:05", now, kathmandu)).toBe(at("2026-11-19T08:20:00Z"));
  expect(parseMoment("now", now, utc)).toBe(now);
  for (const nonsense of [
    undefined,
    "",
    "tomorrow",
    "2026-02-30T10:00Z",
    "2026-11-19T25:00Z",
    "2026-11-19T10:61",
  ]) {
    expect(parseMoment(nonsense, now, utc)).toBeNull();
  }
  const asked = at("2026-11-19T14:05:00Z");
  expect(parseMoment(momentText(asked), now, kathmandu)).toBe(asked);
  expect(parseMoment(wallText(asked, kathmandu), now, kathmandu)).toBe(asked);
});
