import { expect, test } from "vitest";
import { fullNamesFirst, HostNameIndex, shortHostName } from "./host-name";

function indexOf(...names: string[]): HostNameIndex<string> {
  const index = new HostNameIndex<string>();
  for (const name of names) index.add(name, name);
  return index;
}

test("a name means its host without regard to case, by its short or its full form", () => {
  const index = indexOf("WS-01.corp.example", "ws-02");
  expect(index.find("ws-01.CORP.example")).toBe("WS-01.corp.example");
  expect(index.find("WS-01")).toBe("WS-01.corp.example");
  expect(index.find("WS-02.corp.example")).toBe("ws-02");
  expect(index.find("ws-03")).toBeUndefined();
});

test("two full names are two hosts, and a short one means the first of them", () => {
  const index = indexOf("ws-01.corp.example", "ws-01.lab.example");
  expect(index.find("ws-01.lab.example")).toBe("ws-01.lab.example");
  expect(index.find("ws-01.other.example")).toBeUndefined();
  expect(index.find("ws-01")).toBe("ws-01.corp.example");
});

test("its own name comes before any other", () => {
  expect(indexOf("ws-01.corp.example", "ws-01").find("WS-01")).toBe("ws-01");
});

test("an address is no short name of another", () => {
  const index = indexOf("10.0.0.1", "10");
  expect(index.find("10.0.0.2")).toBeUndefined();
  expect(index.find("10.0.0.1")).toBe("10.0.0.1");
  expect(shortHostName("10.0.0.1")).toBeNull();
  expect(shortHostName("WS-01.corp.example")).toBe("ws-01");
});

test("full names come first", () => {
  expect(fullNamesFirst(["ws-01", "ws-01.corp.example"])).toEqual(["ws-01.corp.example", "ws-01"]);
});
