import { expect, test } from "vitest";
import { listHosts } from "./fleet-host";
import { FLEET_FAULTS, planHost } from "./plan-host";
import { addDays } from "./site";

const SEED = 7;
const days = Array.from({ length: 30 }, (_, i) => addDays("2026-10-19", i));
const hosts = listHosts();

test("every host restarts about once a week, and a handful crash in a month", () => {
  let crashes = 0;
  for (const host of hosts) {
    const steps = days.flatMap((day) => planHost(SEED, host, day));
    expect(days.flatMap((day) => planHost(SEED, host, day))).toEqual(steps);
    const power = steps.filter(({ kind }) => kind === "shut_down" || kind === "crash" || kind === "boot");
    power.forEach((step, i) => {
      const isOffBefore = i % 2 === 1;
      expect(step.kind === "boot").toBe(isOffBefore);
      expect(step.at).toBeGreaterThan(power[i - 1]?.at ?? 0);
    });
    const restarts = power.filter(({ kind }) => kind === "shut_down").length;
    expect(restarts).toBeGreaterThanOrEqual(4);
    expect(restarts).toBeLessThanOrEqual(5);
    crashes += power.filter(({ kind }) => kind === "crash").length;
  }
  expect(crashes).toBeGreaterThan(5);
  expect(crashes).toBeLessThan(30);
});

test("the faults are those of hosts that exist, and only one loses records", () => {
  const names = new Set(hosts.map(({ name }) => name));
  const { losesRecords, refuses, silent, notAudited, skewed } = FLEET_FAULTS;
  for (const name of [losesRecords, refuses, silent, notAudited, skewed.host]) expect(names).toContain(name);
  const losing = hosts.filter((host) =>
    days.some((day) => planHost(SEED, host, day).some(({ kind }) => kind === "loses_records")),
  );
  expect(losing.map(({ name }) => name)).toEqual([losesRecords]);
});
