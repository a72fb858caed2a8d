import { expect, test } from "vitest";
import { DAY, HOUR, zoneClock } from "@/lib/domain/zone-clock";
import { barEdges, barWidth, edgeName, stretchName } from "./bar-edges";

const at = (iso: string) => Date.parse(iso);
const iso = (edges: readonly number[]) => edges.map((edge) => new Date(edge).toISOString());

test("edges enclose what is asked, rise, and are few, whatever its length and the zone", () => {
  for (const timeZone of ["UTC", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns"]) {
    const clock = zoneClock(timeZone);
    for (const length of [1, HOUR, 3 * HOUR, DAY, 9 * DAY, 60 * DAY, 400 * DAY, 3_000 * DAY, 20_000 * DAY]) {
      const from = at("2026-02-26T11:22:00Z");
      const edges = barEdges(from, from + length, clock);
      expect(edges[0]).toBeLessThanOrEqual(from);
      expect(edges.at(-1)).toBeGreaterThanOrEqual(from + length);
      expect(edges.at(-2)).toBeLessThan(from + length);
      expect(edges.length).toBeLessThan(100);
      expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? 0))).toBe(true);
    }
  }
});

test("days are days of the reader's zone, also where one has 23 hours", () => {
  const edges = barEdges(at("2026-03-20T12:00:00Z"), at("2026-04-10T00:00:00Z"), zoneClock("Europe/Berlin"));
  const longest = edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / HOUR);
  expect(new Set(longest)).toEqual(new Set([6, 5]));
  const days = barEdges(at("2026-03-01T12:00:00Z"), at("2026-04-30T00:00:00Z"), zoneClock("Europe/Berlin"));
  expect(iso(days).slice(0, 2)).toEqual(["2026-02-28T23:00:00.000Z", "2026-03-01T23:00:00.000Z"]);
  expect(iso(days)).toContain("2026-03-29T22:00:00.000Z");
});

test("weeks begin on Monday", () => {
  const edges = barEdges(at("2026-01-01T00:00:00Z"), at("2026-11-01T00:00:00Z"), zoneClock("UTC"));
  expect(edges.every((edge) => new Date(edge).getUTCDay() === 1)).toBe(true);
  expect(barWidth(edges[0] ?? 0, edges[1] ?? 0)).toBe("a week");
});

test("a stretch in words", () => {
  const name = (from: string, until: string, zone = "UTC") => stretchName(at(from), at(until), zone);
  expect(name("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z")).toBe("Tue 10 Mar 2026");
  expect(name("2026-03-10T14:00:00Z", "2026-03-10T15:00:00Z")).toBe("Tue 10 Mar 2026 14:00–15:00");
  expect(name("2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z")).toBe("Mon 9 Mar – Sun 15 Mar 2026");
  expect(name("2026-03-09T12:00:00Z", "2026-03-16T06:00:00Z")).toBe(
    "Mon 9 Mar 12:00 – Mon 16 Mar 2026 06:00",
  );
  expect(name("2026-03-09T18:15:00Z", "2026-03-10T18:15:00Z", "Asia/Kathmandu")).toBe("Tue 10 Mar 2026");
  expect(edgeName(at("2026-03-11T00:00:00Z"), "UTC", true)).toBe("Tue 10 Mar 2026");
  expect(edgeName(at("2026-03-11T00:00:00Z"), "UTC")).toBe("Wed 11 Mar 2026");
  expect(edgeName(at("2026-03-11T06:15:00Z"), "UTC", true)).toBe("Wed 11 Mar 2026 06:15");
  expect([15 / 60, 1, 6, 24, 25, 168, 672].map((hours) => barWidth(0, hours * HOUR))).toEqual([
    "15 minutes",
    "an hour",
    "6 hours",
    "a day",
    "a day",
    "a week",
    "4 weeks",
  ]);
});
