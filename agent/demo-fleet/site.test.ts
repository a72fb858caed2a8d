import { expect, test } from "vitest";
import { addDays, dayAt, instantAt, siteNamed, weekday } from "./site";

const oslo = siteNamed("Oslo");

test("a minute of a day is told by the site's own clocks, summer and winter", () => {
  const nine = (name: "Oslo" | "Manila" | "Toronto", day: string) =>
    new Date(instantAt(siteNamed(name), day, 9 * 60)).toISOString();
  expect(nine("Oslo", "2026-07-01")).toBe("2026-07-01T07:00:00.000Z");
  expect(nine("Oslo", "2026-12-01")).toBe("2026-12-01T08:00:00.000Z");
  expect(nine("Manila", "2026-12-01")).toBe("2026-12-01T01:00:00.000Z");
  expect(nine("Toronto", "2026-12-01")).toBe("2026-12-01T14:00:00.000Z");
});

test("days follow one another without a gap, over the change of summer time too", () => {
  for (let day = "2026-10-20"; day < "2026-11-05"; day = addDays(day, 1)) {
    for (const name of ["Oslo", "Manila", "Toronto"] as const) {
      const site = siteNamed(name);
      const from = instantAt(site, day, 0);
      expect(dayAt(site, from)).toBe(day);
      expect(dayAt(site, instantAt(site, addDays(day, 1), 0) - 1)).toBe(day);
    }
  }
  expect(dayAt(oslo, Date.UTC(2026, 10, 19, 23, 30))).toBe("2026-11-20");
});

test("weeks begin on Monday", () => {
  expect(weekday("2026-11-16")).toBe(0);
  expect(weekday("2026-11-22")).toBe(6);
});
