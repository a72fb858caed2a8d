import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLogFile } from "./log-file";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "curfew-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a line has its time, and remains one line", () => {
  const file = path.join(folder, "agent.log");
  const log = openLogFile(file, () => 0);
  log("one\r\ntwo");
  log("three");
  expect(readFileSync(file, "utf8")).toBe(
    "1970-01-01T00:00:00.000Z one two\n1970-01-01T00:00:00.000Z three\n",
  );
});

test("however much is written, two files of a bounded size are kept", () => {
  const log = openLogFile(path.join(folder, "agent.log"), () => 0, 1_000);
  for (let i = 0; i < 200; i++) log(`line ${i}`);
  expect(readdirSync(folder).sort()).toEqual(["agent.log", "agent.log.1"]);
  expect(readFileSync(path.join(folder, "agent.log"), "utf8").length).toBeLessThan(1_100);
  expect(readFileSync(path.join(folder, "agent.log"), "utf8")).toContain("line 199");
});

test("a log that cannot be written stops nothing", () => {
  expect(() => openLogFile(path.join(folder, "missing", "agent.log"), () => 0)("words")).not.toThrow();
});
