import { describe, expect, test } from "vitest";
import { type FleetAssociate, placesOf } from "./associate";
import { makeAssociates } from "./make-associates";
import { planDay, type Step, type StepKind } from "./plan-day";
import { addDays, instantAt, siteNamed, weekday } from "./site";
import { worksOn } from "./working-day";

const SEED = 7;
const associates = makeAssociates(SEED);
const people = associates.filter(({ pattern }) => pattern.kind !== "service");
const days = Array.from({ length: 21 }, (_, i) => addDays("2026-10-19", i));

const stepsOf = (associate: FleetAssociate): Step[] => days.flatMap((day) => planDay(SEED, associate, day));

/** What a session's state allows next. Nothing before a person's first day is known. */
const AFTER: Record<StepKind, readonly StepKind[]> = {
  log_on: ["lock", "idle", "disconnect", "log_off"],
  unlock: ["lock", "idle", "disconnect", "log_off"],
  wake: ["lock", "idle", "disconnect", "log_off"],
  reconnect: ["lock", "idle", "disconnect", "log_off"],
  lock: ["unlock"],
  idle: ["wake"],
  disconnect: ["reconnect"],
  log_off: ["log_on"],
};

describe("planDay", () => {
  test("the same arguments give the same day, in whatever order they are asked", () => {
    const forwards = people.map(stepsOf);
    const backwards = [...people].reverse().map(stepsOf).reverse();
    expect(backwards).toEqual(forwards);
    expect(people.map((person) => days.flatMap((day) => planDay(8, person, day)))).not.toEqual(forwards);
  });

  test("nobody has two sessions on one host, and every step follows from the one before", () => {
    const wrong: string[] = [];
    for (const associate of people) {
      for (const { host } of placesOf(associate)) {
        const steps = stepsOf(associate).filter((step) => step.host === host);
        steps.forEach((step, i) => {
          const before = steps[i - 1];
          if (!before) return;
          const isLater = step.at > before.at;
          if (!isLater || !AFTER[before.kind].includes(step.kind))
            wrong.push(`${associate.name} on ${host}: ${before.kind}, ${step.kind}`);
        });
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a day keeps to its own window", () => {
    for (const associate of people) {
      const site = siteNamed(associate.site);
      for (const day of days) {
        const steps = planDay(SEED, associate, day);
        const from = instantAt(site, day, 0);
        const isNight = associate.pattern.kind === "shift";
        const until = instantAt(site, day, isNight ? 31 * 60 : 24 * 60);
        expect(steps.every(({ at }) => at >= from && at < until && Number.isInteger(at))).toBe(true);
      }
    }
  });

  test("programs have no days", () => {
    const services = associates.filter(({ pattern }) => pattern.kind === "service");
    expect(services.flatMap(stepsOf)).toEqual([]);
  });

  test("weekends are lighter, shifts go on, and some are ill or away on any weekday", () => {
    const atWork = days.map((day) => ({
      isWeekend: weekday(day) >= 5,
      office: people.filter((p) => p.pattern.kind === "office" && worksOn(SEED, p, day)).length,
      shift: people.filter((p) => p.pattern.kind === "shift" && worksOn(SEED, p, day)).length,
    }));
    const offices = people.filter(({ pattern }) => pattern.kind === "office").length;
    for (const { isWeekend, office, shift } of atWork) {
      expect(shift).toBeGreaterThan(30);
      if (isWeekend) expect(office).toBeLessThan(offices * 0.15);
      else expect(office).toBeLessThan(offices);
    }
    const weekdays = atWork.filter(({ isWeekend }) => !isWeekend);
    const mean = weekdays.reduce((sum, { office }) => sum + office, 0) / weekdays.length;
    expect(mean).toBeGreaterThan(offices * 0.75);
  });
});
