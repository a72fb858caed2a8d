import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeKeyPair } from "@/lib/protocol/signature";
import { writeIdentity } from "../../agent-state";
import { ManualClock } from "../../clock";
import { writeStatus } from "../../status-file";
import { AGENT_VERSION } from "../../version";
import { inTime, isNewHere, runOnTrial } from "./trial";

const POLICY = { source: "Windows audit policy", subcategories: [] };
const WELL = { listSessions: async () => [], auditPolicy: async () => POLICY };
const PATIENCE = { timeout: 25_000 };
const NEVER = new Promise<never>(() => {});

/** A trial that is under way: what it told, and how its agent is made to speak or to end. */
function begin(platform: Parameters<typeof runOnTrial>[0]["platform"] = WELL) {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  let passes = 0;
  let speak: ((trouble: string) => void) | null = null;
  let fail: (error: Error) => void = () => {};
  const done = runOnTrial({
    platform,
    clock,
    signal: stop.signal,
    onPassed: () => {
      passes += 1;
    },
    run(onContact) {
      speak = onContact;
      return new Promise((resolve, reject) => {
        fail = reject;
        stop.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  });
  done.catch(() => {});
  return {
    clock,
    stop,
    done,
    passes: () => passes,
    runs: () => expect.poll(() => speak !== null, PATIENCE).toBe(true),
    speak: (trouble: string) => speak?.(trouble),
    fail: (words: string) => fail(new Error(words)),
  };
}

test("it passes when the gateway answers it, once, and goes on", async () => {
  const trial = begin();
  await trial.runs();
  expect(trial.passes()).toBe(0);
  trial.speak("");
  trial.speak("");
  trial.clock.advance(60_000);
  await expect.poll(trial.passes, PATIENCE).toBe(1);
  trial.stop.abort();
  await trial.done;
});

test("a gateway that is away, or refuses it, is no fault of its own", async () => {
  const trial = begin();
  await trial.runs();
  trial.speak("nothing listens there");
  expect(trial.passes()).toBe(0);
  trial.clock.advance(7_999);
  expect(trial.passes()).toBe(0);
  trial.clock.advance(1);
  await expect.poll(trial.passes, PATIENCE).toBe(1);
  trial.stop.abort();
  await trial.done;
});

test("one that ends before has failed, and is never said to run", async () => {
  const trial = begin();
  await trial.runs();
  trial.fail("a broken build");
  await expect(trial.done).rejects.toThrow("a broken build");
  trial.clock.advance(60_000);
  expect(trial.passes()).toBe(0);
});

test("one that cannot say who is on, or what is audited, has failed before it speaks", async () => {
  for (const broken of ["listSessions", "auditPolicy"] as const) {
    const trial = begin({ ...WELL, [broken]: () => Promise.reject(new Error(`no ${broken}`)) });
    await expect(trial.done).rejects.toThrow(`no ${broken}`);
    expect(trial.passes()).toBe(0);
  }
});

test("a call of Windows that hangs is not waited for until the installer gives up by itself", async () => {
  const trial = begin({ ...WELL, listSessions: () => NEVER });
  trial.clock.advance(10_000);
  await expect(trial.done).rejects.toThrow("Windows did not answer in 10 s");
  expect(trial.passes()).toBe(0);
});

test("what Windows answers in time is passed on, and so is what it refuses", async () => {
  const clock = new ManualClock(0);
  expect(await inTime(Promise.resolve(7), clock)).toBe(7);
  await expect(inTime(Promise.reject(new Error("refused")), clock)).rejects.toThrow("refused");
  clock.advance(60_000);
});

test("stopped in the middle, it has neither passed nor failed", async () => {
  const trial = begin();
  await trial.runs();
  trial.stop.abort();
  await trial.done;
  trial.clock.advance(60_000);
  expect(trial.passes()).toBe(0);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "curfew-trial-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("new is what has not spoken from an enrolled host; before the enrolment there is nothing to go back to", () => {
  expect(isNewHere(folder)).toBe(false);
  const { publicKey, privateKey } = makeKeyPair();
  const server = { serverUrl: "http://127.0.0.1:1", commandKey: makeKeyPair().publicKey };
  writeIdentity(folder, { agentId: 1, hostId: 1, machineId: "m", publicKey, privateKey, ...server });
  expect(isNewHere(folder)).toBe(true);
  const status = { pid: 1, since: 0, trouble: "" };
  writeStatus(folder, { ...status, version: "0.0.1" });
  expect(isNewHere(folder)).toBe(true);
  writeStatus(folder, { ...status, version: AGENT_VERSION });
  expect(isNewHere(folder)).toBe(false);
});
