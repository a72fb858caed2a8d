import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeKeyPair } from "@/lib/protocol/signature";
import { writeIdentity } from "../../agent-state";
import { ManualClock } from "../../clock";
import { runWhileEnrolled } from "./enrolments";

const PATIENCE = { timeout: 25_000 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "curfew-service-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function enrol(agentId: number): void {
  const { publicKey, privateKey } = makeKeyPair();
  const commandKey = makeKeyPair().publicKey;
  const identity = { agentId, hostId: 1, serverUrl: "http://127.0.0.1:1", machineId: "m", commandKey };
  writeIdentity(folder, { ...identity, publicKey, privateKey });
}

function begin() {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  const lines: string[] = [];
  const runs: AbortSignal[] = [];
  const done = runWhileEnrolled({
    stateDir: folder,
    clock,
    signal: stop.signal,
    log: (line) => lines.push(line),
    run: (signal) => {
      runs.push(signal);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  });
  const comesTo = (isSo: () => boolean) =>
    expect
      .poll(() => {
        clock.advance(2_000);
        return isSo();
      }, PATIENCE)
      .toBe(true);
  return { stop, lines, runs, done, comesTo };
}

test("it waits for an enrolment, says so once, and goes on by itself", async () => {
  const { stop, lines, runs, done, comesTo } = begin();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("not enrolled yet");
  enrol(1);
  await comesTo(() => runs.length === 1);
  expect(lines).toHaveLength(1);
  stop.abort();
  await done;
});

test("enrolled again, the agent of the old key ends before that of the new one begins", async () => {
  enrol(1);
  const { stop, runs, done, comesTo } = begin();
  expect(runs).toHaveLength(1);
  enrol(2);
  await comesTo(() => runs.length === 2);
  expect(runs.map((signal) => signal.aborted)).toEqual([true, false]);
  stop.abort();
  await done;
  expect(runs[1]?.aborted).toBe(true);
});

test("a new key of the same agent, after a rotation, disturbs nothing", async () => {
  enrol(1);
  const { stop, runs, done, comesTo } = begin();
  enrol(1);
  let looks = 0;
  await comesTo(() => ++looks > 5);
  expect(runs).toHaveLength(1);
  stop.abort();
  await done;
});

test("stopped while it waits, it ends", async () => {
  const { stop, done } = begin();
  stop.abort();
  await done;
});
