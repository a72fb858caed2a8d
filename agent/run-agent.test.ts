import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fence } from "@/lib/domain/fence";
import type { SyncRequest } from "@/lib/protocol/messages";
import { systemClock } from "./clock";
import { enrolAgent } from "./enrol";
import { runAgent } from "./run-agent";
import { SimulatedHost } from "./simulated/simulated-host";
import { simulatedPlatform } from "./simulated/simulated-platform";
import { StandInGateway } from "./testing/stand-in-gateway";

const ANNA = { name: "a.berg", displayName: "Anna Berg" };

let gateway: StandInGateway;
let host: SimulatedHost;
let stateDir: string;
let log: string[];
let running: { stop(): Promise<void> }[];

beforeEach(async () => {
  gateway = await StandInGateway.start();
  host = new SimulatedHost({ seed: 3, name: "TS-01", clock: systemClock });
  host.boot();
  stateDir = mkdtempSync(path.join(tmpdir(), "curfew-agent-"));
  log = [];
  running = [];
  const platform = simulatedPlatform(host);
  await enrolAgent({ platform, stateDir, serverUrl: gateway.url, token: "good-token" });
});

afterEach(async () => {
  for (const agent of running) await agent.stop();
  await gateway.close();
  rmSync(stateDir, { recursive: true });
});

function start(options: { maxSpoolBytes?: number; departurePatienceMs?: number } = {}) {
  const stop = new AbortController();
  const done = runAgent({
    platform: simulatedPlatform(host),
    stateDir,
    signal: stop.signal,
    log: (line) => log.push(line),
    clock: host.clock,
    random: () => 0,
    ...options,
  });
  const agent = {
    async stop() {
      stop.abort();
      await done;
    },
  };
  running.push(agent);
  return agent;
}

function fenceOf(sessionId: string): Fence {
  const session = host.sessions().find((candidate) => candidate.sessionId === sessionId);
  if (!session) throw new Error(`no session ${sessionId}`);
  const { loggedOnAt, account } = session;
  const { id: bootId } = host.requireBoot();
  return { machineId: host.machineId, bootId, sessionId, loggedOnAt, accountKey: account.key };
}

const keysOf = (events: readonly { log: string; recordId: number }[]) =>
  events.map((event) => `${event.log} ${event.recordId}`);

describe("a running agent", () => {
  it("reports sessions, events and policy at start, then holds one poll", async () => {
    host.logOn(ANNA);
    start();
    await gateway.until(() => gateway.isHolding && gateway.events.length > 0);
    expect(gateway.reports[0]?.sessions).toEqual(host.sessions());
    expect(keysOf(gateway.events)).toEqual(keysOf(host.readEvents(null, 1_000).events));
    expect(gateway.requests.some((request) => request.auditPolicy?.source === "simulated")).toBe(true);
    expect(gateway.problems).toEqual([]);
  });

  it("tells of a change at once while the poll is held", async () => {
    start();
    await gateway.until(() => gateway.isHolding);
    // The fastest of five: a busy machine may delay any one of them, a design that waits delays all.
    const delays: number[] = [];
    for (let count = 1; count <= 5; count++) {
      const reports = gateway.reports.length;
      const changedAt = performance.now();
      host.logOn(ANNA);
      await gateway.until(() => gateway.reports.length > reports);
      delays.push((gateway.reports.at(-1)?.at ?? Number.POSITIVE_INFINITY) - changedAt);
      expect(gateway.reports.at(-1)?.sessions).toHaveLength(count);
    }
    expect(Math.min(...delays)).toBeLessThan(300);
    expect(gateway.isHolding).toBe(true);
  });

  it("says nothing of sessions that did not change, and everything when asked", async () => {
    host.logOn(ANNA);
    start();
    await gateway.until(() => gateway.isHolding);
    const reports = gateway.reports.length;
    gateway.wantsSessionsOnce = true;
    gateway.order({ ...fenceOf("1"), sessionId: "99" });
    await gateway.until(() => gateway.reports.length > reports);
    expect(gateway.reports.at(-1)?.sessions).toEqual(host.sessions());
  });

  it("logs off on command and tells every step, the audited end included", async () => {
    const id = host.logOn(ANNA);
    start();
    await gateway.until(() => gateway.isHolding);
    const commandId = gateway.order(fenceOf(id), 3);
    await gateway.until(() => gateway.stepsOf(commandId).includes("gone"));
    await gateway.until(() => gateway.events.some((event) => event.eventId === 4634));
    expect(gateway.stepsOf(commandId)).toEqual(["accepted", "executed", "gone"]);
    expect(gateway.events.filter((event) => event.eventId === 4647)).toHaveLength(1);
    expect(gateway.reports.at(-1)?.sessions).toEqual([]);
  });

  it.each([
    ["refuses", "Access is denied. (5)", ["accepted", "failed"]],
    ["lies", "the session is still there after 1 s (active)", ["accepted", "executed", "failed"]],
  ] as const)("tells in words when the host %s", async (fault, detail, steps) => {
    host.faults[fault] = true;
    const id = host.logOn(ANNA);
    start({ departurePatienceMs: 600 });
    await gateway.until(() => gateway.isHolding);
    const commandId = gateway.order(fenceOf(id));
    await gateway.until(() => gateway.stepsOf(commandId).includes("failed"));
    expect(gateway.stepsOf(commandId)).toEqual(steps);
    expect(gateway.receipts.find((receipt) => receipt.step === "failed")?.detail).toBe(detail);
    expect(host.sessions()).toHaveLength(1);
  });

  it("keeps what a broken connection did not acknowledge, and loses nothing", async () => {
    start();
    await gateway.until(() => gateway.isHolding);
    gateway.isDown = true;
    const id = host.logOn(ANNA);
    host.lock(id);
    await gateway.until(() => log.length > 0);
    gateway.isDown = false;
    gateway.losesNextAnswer = true;
    await gateway.until(
      () => gateway.events.some((event) => event.eventId === 4800) && !gateway.losesNextAnswer,
    );
    await gateway.until(() => gateway.reports.at(-1)?.sessions[0]?.state === "locked");
    const records = new Set(keysOf(gateway.events));
    expect([...records]).toEqual(keysOf(host.readEvents(null, 1_000).events));
    expect(gateway.problems).toEqual([]);
  });

  it("goes on with greater sequence numbers after every restart", async () => {
    for (let round = 1; round <= 3; round++) {
      const agent = start();
      const before = gateway.requests.length;
      await gateway.until(() => gateway.requests.length > before && gateway.isHolding);
      await agent.stop();
    }
    const { sequences } = gateway;
    expect(sequences.length).toBeGreaterThan(3);
    for (const [index, sequence] of sequences.entries()) {
      if (index > 0) expect(sequence).toBeGreaterThan(sequences[index - 1] ?? 0);
    }
    expect(gateway.problems).toEqual([]);
  });

  it("starts over with the host's next boot", async () => {
    const firstBoot = host.requireBoot().id;
    start();
    await gateway.until(() => gateway.isHolding);
    host.logOn(ANNA);
    host.crash();
    await gateway.until(() => !gateway.isHolding);
    host.boot();
    const secondBoot = host.requireBoot().id;
    await gateway.until(() =>
      gateway.requests.some((request) => request.bootId === secondBoot && request.sessions),
    );
    expect(secondBoot).not.toBe(firstBoot);
    expect(gateway.reports.at(-1)?.sessions).toEqual([]);
    await gateway.until(() => gateway.events.some((event) => event.eventId === 1101));
  });

  it("stops reading the log when the spool is full, says so, and catches up", async () => {
    gateway.isDown = true;
    const id = host.logOn(ANNA);
    for (let turn = 0; turn < 400; turn++) {
      host.lock(id);
      host.unlock(id);
    }
    start({ maxSpoolBytes: 50_000 });
    await gateway.until(() => log.some((line) => line.includes("the spool is full")));
    const full = Date.now();
    gateway.isDown = false;
    const all = keysOf(host.readEvents(null, 10_000).events);
    await gateway.until(() => gateway.events.length >= all.length);
    expect(keysOf(gateway.events)).toEqual(all);
    expect(gateway.requests[0]?.health.spooledBytes).toBeGreaterThan(50_000);
    await gateway.until(
      () => log.findLast((line) => line.includes("the spool"))?.includes("room again") === true,
    );
    const heldBack = gateway.requests.map(({ health }) => health.heldBack).find((one) => one !== undefined);
    expect(heldBack).toMatchObject({ why: "spool" });
    expect(heldBack?.since).toBeLessThanOrEqual(full);
    const later = host.logOn(ANNA);
    const tells = ({ sessions }: SyncRequest) => sessions?.some(({ sessionId }) => sessionId === later);
    await gateway.until(() => gateway.requests.some(tells));
    expect(gateway.requests.find(tells)?.health.heldBack).toBeUndefined();
  });

  it("will not run on another machine's state", async () => {
    host = new SimulatedHost({ seed: 4, name: "TS-02", clock: systemClock });
    host.boot();
    const stop = new AbortController();
    const agent = runAgent({ platform: simulatedPlatform(host), stateDir, signal: stop.signal });
    await expect(agent).rejects.toThrow("belongs to another machine");
  });
});

describe("enrolment", () => {
  it("keeps the key to itself and pins the gateway's", () => {
    const file = path.join(stateDir, "agent.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      agentId: 1,
      hostId: 2,
      serverUrl: gateway.url,
    });
  });

  it("refuses a second time, and says in one sentence why a token failed", async () => {
    const options = { platform: simulatedPlatform(host), serverUrl: gateway.url, token: "good-token" };
    await expect(enrolAgent({ ...options, stateDir })).rejects.toThrow("already enrolled");
    const other = path.join(stateDir, "other");
    await expect(enrolAgent({ ...options, stateDir: other, token: "bad" })).rejects.toThrow(
      "This enrolment token is not valid.",
    );
    expect(existsSync(path.join(other, "agent.json"))).toBe(false);
    await expect(
      enrolAgent({ ...options, stateDir: other, serverUrl: "http://127.0.0.1:1" }),
    ).rejects.toThrow("nothing listens at 127.0.0.1:1");
  });
});
