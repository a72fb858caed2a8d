import { expect, test } from "vitest";
import { dayLanes } from "@/components/timeline/lanes";
import { at, session } from "@/components/timeline/testing-sessions";
import { DAY, zoneClock } from "@/lib/domain/zone-clock";
import { hourMeans } from "./hour-means";

const NOW = at("2026-12-01T00:00Z");
const MONDAY = 0;

test("the mean of each hour over the days that were seen, without what is locked", () => {
  const clock = zoneClock("UTC");
  const sessions = [
    // Two Mondays: an hour and a half, and half an hour of which ten minutes are locked.
    session("2026-03-02T08:00Z", "2026-03-02T09:30Z"),
    session("2026-03-09T09:00Z", "2026-03-09T09:30Z", {
      id: "8",
      segments: [{ kind: "locked", from: at("2026-03-09T09:10Z"), until: at("2026-03-09T09:20Z") }],
    }),
  ];
  const lanes = dayLanes(sessions, clock, at("2026-03-02T00:00Z") / DAY, 14);
  const { minutes, seen } = hourMeans(lanes, clock, NOW);
  expect(seen.every((n) => n === 2)).toBe(true);
  expect([8, 9, 10].map((hour) => minutes[MONDAY * 24 + hour])).toEqual([30, 25, 0]);
  expect(minutes.reduce((sum, n) => sum + n, 0)).toBe(55);
});

test("hours to come and hours without a log are not seen", () => {
  const clock = zoneClock("UTC");
  const day = at("2026-03-02T00:00Z");
  const gap = { from: day, until: at("2026-03-02T02:30Z"), because: "no log" };
  const { seen } = hourMeans(dayLanes([], clock, day / DAY, 1, [gap]), clock, at("2026-03-02T05:00Z"));
  expect(seen.slice(0, 8)).toEqual([0, 0, 0, 1, 1, 1, 0, 0]);
});

test("on the day on which the clock is set forward, an hour of the wall stays that hour", () => {
  const clock = zoneClock("Europe/Prague");
  const sunday = at("2026-03-29T00:00Z");
  // 10:00 to 11:00 on the wall.
  const sessions = [session("2026-03-29T08:00Z", "2026-03-29T09:00Z")];
  const { minutes } = hourMeans(dayLanes(sessions, clock, sunday / DAY, 1), clock, NOW);
  expect(minutes[6 * 24 + 10]).toBe(60);
  expect(minutes[6 * 24 + 9]).toBe(0);
});
