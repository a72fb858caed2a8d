import { expect, test } from "vitest";
import { EVERYTHING, holdsHost, holdsPlace, isEverything, scopeWords } from "./scope";

const hosts = (...patterns: string[]) => ({ hosts: patterns, groups: [] });

test.each([
  ["WS-*", "WS-014", true],
  ["WS-*", "ws-014.corp.example", true],
  ["WS-*", "XWS-014", false],
  ["TS-0?", "TS-01", true],
  ["TS-0?", "ts-01.corp.example", true],
  ["TS-0?", "TS-012", false],
  ["TS-0?", "TS-0", false],
  ["*.corp.example", "TS-01.corp.example", true],
  ["*.corp.example", "TS-01", false],
  ["10.0.*", "10.0.3.7", true],
  ["?", "", false],
  ["*", "", true],
])("%s and the host %s: %s", (pattern, name, isHeld) => {
  expect(holdsHost(hosts(pattern), name)).toBe(isHeld);
});

test("an empty list does not narrow; where both are given, both must hold", () => {
  const place = { hostName: "TS-01", group: "Helpdesk" };
  expect(isEverything(EVERYTHING)).toBe(true);
  expect(holdsPlace(EVERYTHING, { hostName: "TS-01", group: "" })).toBe(true);
  expect(holdsPlace({ hosts: ["TS-*"], groups: ["helpdesk"] }, place)).toBe(true);
  expect(holdsPlace({ hosts: ["WS-*"], groups: ["Helpdesk"] }, place)).toBe(false);
  expect(holdsPlace({ hosts: ["TS-*"], groups: ["Sales"] }, place)).toBe(false);
});

test("an account that is nobody's is in no group", () => {
  expect(holdsPlace({ hosts: [], groups: ["Sales"] }, { hostName: "TS-01", group: "" })).toBe(false);
});

test("a pattern of many stars against a long name ends at once", () => {
  const began = process.cpuUsage();
  expect(holdsHost(hosts(`${"*a".repeat(100)}b`), "a".repeat(255))).toBe(false);
  expect(process.cpuUsage(began).user).toBeLessThan(200_000);
});

test.each([
  [EVERYTHING, "everything"],
  [hosts("WS-*", "TS-0?"), "everyone on WS-* or TS-0?"],
  [{ hosts: [], groups: ["Helpdesk", "Sales", "Lab"] }, "associates of Helpdesk, Sales or Lab"],
  [{ hosts: ["WS-*"], groups: ["Sales"] }, "associates of Sales on WS-*"],
])("in words", (scope, words) => expect(scopeWords(scope)).toBe(words));
