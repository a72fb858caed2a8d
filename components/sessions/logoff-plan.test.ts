import { expect, test } from "vitest";
import { type LogoffTarget, logoffUnits, planLogoff } from "./logoff-plan";

const make = (id: string, change: Partial<LogoffTarget> = {}): LogoffTarget => ({
  id,
  associateName: `p.${id}`,
  hostName: "TS-04",
  state: "idle",
  kind: "remote",
  loggedOnAt: 0,
  isYou: false,
  isProtected: false,
  isStale: false,
  ...change,
});

const targets = [
  make("1", { state: "active" }),
  make("2", { associateName: "p.1", hostName: "TS-05" }),
  make("3", { isStale: true, state: "active" }),
  make("4", { isYou: true, state: "active" }),
  make("5", { isProtected: true }),
  make("6", { state: "locked" }),
];
const ids = (found: readonly LogoffTarget[]) => found.map(({ id }) => id);

test("tells who is hit, who works, who is waited for, and who stays and why", () => {
  const plan = planLogoff(targets, new Set());
  expect(ids(plan.hit)).toEqual(["1", "2", "3", "6"]);
  expect(ids(plan.active)).toEqual(["1"]);
  expect(ids(plan.offline)).toEqual(["3"]);
  expect(ids(plan.rest)).toEqual(["2", "6"]);
  expect(plan.excluded.map(({ target, why }) => [target.id, why])).toEqual([
    ["4", "this is you"],
    ["5", "protected: never logged off by one operator alone"],
  ]);
  expect([plan.people, plan.hosts]).toEqual([3, 2]);
});

test("a dropped row leaves the sum and stays in its group", () => {
  const plan = planLogoff(targets, new Set(["1", "4"]));
  expect(ids(plan.hit)).toEqual(["2", "3", "6"]);
  expect(ids(plan.active)).toEqual(["1"]);
  expect(plan.excluded).toHaveLength(2);
});

test("every target is one bar", () => {
  const units = logoffUnits(planLogoff(targets, new Set(["6"])), targets.length);
  expect(Object.fromEntries(units.map(({ look, count }) => [look, count]))).toEqual({
    active: 1,
    idle: 1,
    locked: 0,
    disconnected: 0,
    offline: 1,
    out: 3,
  });
});
