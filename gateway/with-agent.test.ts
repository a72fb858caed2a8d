import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/agent/clock";
import { enrolAgent } from "@/agent/enrol";
import { runAgent } from "@/agent/run-agent";
import type { Faults } from "@/agent/simulated/faults";
import { SimulatedHost } from "@/agent/simulated/simulated-host";
import { simulatedPlatform } from "@/agent/simulated/simulated-platform";
import { requestOrder } from "@/lib/services/request-order";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";

let gateway: TestGateway;
const folders: string[] = [];
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  gateway = await startTestGateway();
  const data = { name: "op", displayName: "Op", role: "operator", passwordHash: "-", createdAt: new Date() };
  await gateway.db.prisma.operator.create({ data: { id: 1, ...data } });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await gateway.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let seed = 0;

/** A simulated host with the real agent on it, somebody logged on, and that seen by the gateway. */
async function startHost(faults: Partial<Faults> = {}) {
  const host = new SimulatedHost({ seed: ++seed, name: `SIM-${seed}`, clock: systemClock, faults });
  host.boot();
  host.logOn({ name: "a.user", displayName: "A User" }, { clientAddress: "10.0.0.8" });
  const platform = simulatedPlatform(host);
  const stateDir = mkdtempSync(path.join(os.tmpdir(), "curfew-agent-"));
  folders.push(stateDir);
  const serverUrl = `http://127.0.0.1:${gateway.port}`;
  const identity = await enrolAgent({ platform, stateDir, serverUrl, token: await gateway.token() });
  const stop = new AbortController();
  const log: string[] = [];
  const running = runAgent({
    platform,
    stateDir,
    clock: host.clock,
    signal: stop.signal,
    departurePatienceMs: 500,
    log: (line) => log.push(line),
  });
  stops.push(async () => {
    stop.abort();
    await running;
  });
  const hostId = identity.hostId;
  await expect
    .poll(() => gateway.db.prisma.liveSession.count({ where: { hostId } }), { timeout: 10_000 })
    .toBe(1);
  return { host, hostId, log };
}

async function order(hostId: number): Promise<bigint> {
  const live = await gateway.db.prisma.liveSession.findMany({ where: { hostId } });
  const actor = { kind: "operator", operatorId: 1, name: "op", role: "operator" } as const;
  const { orderId } = await requestOrder(
    { actor, now: new Date(), db: gateway.db },
    {
      requestKey: randomUUID(),
      targets: { kind: "sessions" as const, ids: live.map((row) => row.id.toString()) },
      reason: "maintenance",
    },
  );
  const target = await gateway.db.prisma.logoffTarget.findFirstOrThrow({ where: { orderId } });
  return target.id;
}

const targetOf = (id: bigint) => gateway.db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });

async function settles(id: bigint, state: string): Promise<void> {
  await expect.poll(async () => (await targetOf(id)).state, { timeout: 15_000, interval: 50 }).toBe(state);
}

test("from the button to the record: a real agent, a real gateway, proved", async () => {
  const { hostId, log } = await startHost();
  const id = await order(hostId);
  await settles(id, "proved");
  expect(await targetOf(id)).toMatchObject({ evidence: { log: "Security", eventId: 4647 } });
  const stepsOf = async () => {
    const steps = await gateway.db.prisma.targetStep.findMany({
      where: { targetId: id },
      orderBy: { id: "asc" },
    });
    return steps.map((step) => step.state);
  };
  // The record may come before the host's own word: the life is whole in the end.
  await expect
    .poll(async () => [...(await stepsOf())].sort(), { timeout: 10_000 })
    .toEqual(["accepted", "executed", "gone", "leased", "proved", "queued"]);
  expect((await stepsOf()).slice(0, 3)).toEqual(["queued", "leased", "accepted"]);
  await expect
    .poll(
      async () =>
        gateway.db.prisma.session.count({ where: { hostId, endKind: "logged_off", endedByTargetId: id } }),
      { timeout: 5_000 },
    )
    .toBe(1);
  expect(log).toEqual([]);
});

test("a host that says yes and does nothing fails in words, and the row stays", async () => {
  const { hostId } = await startHost({ lies: true });
  const id = await order(hostId);
  await settles(id, "failed");
  expect(await gateway.db.prisma.liveSession.count({ where: { hostId } })).toBe(1);
});

test("a host whose power is cut leaves it unproved, with an interval", async () => {
  const { host, hostId } = await startHost({ crashes: true });
  const id = await order(hostId);
  await expect.poll(() => host.isOn, { timeout: 10_000, interval: 20 }).toBe(false);
  host.boot();
  await settles(id, "unproved");
  expect((await targetOf(id)).detail).toContain("the end lies between");
});

test("no sequence of an honest agent was ever taken for a replay", async () => {
  expect(await gateway.db.prisma.trail.count({ where: { name: { endsWith: "_refused" } } })).toBe(0);
});
