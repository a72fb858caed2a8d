import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AgentKey } from "@/agent/agent-key";
import { readIdentity } from "@/agent/agent-state";
import { systemClock } from "@/agent/clock";
import { enrolAgent } from "@/agent/enrol";
import { runAgent } from "@/agent/run-agent";
import { SimulatedHost } from "@/agent/simulated/simulated-host";
import { simulatedPlatform } from "@/agent/simulated/simulated-platform";
import { makeKeyPair } from "@/lib/protocol/signature";
import { askKeyRotation } from "@/lib/services/ask-key-rotation";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";
import type { TestAgent } from "./testing/test-agent";

let gateway: TestGateway;
const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-rotate-"));
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const administrator = { kind: "operator", operatorId: 1, name: "ada", role: "administrator" } as const;

function ask(
  agentId: number,
  actor: typeof administrator | { kind: "operator"; role: "operator" } = administrator,
) {
  const ctx = { actor: { ...administrator, ...actor }, now: new Date(), db: gateway.db };
  return askKeyRotation(ctx, { agentId, reason: "yearly" });
}

const rowOf = (agent: TestAgent) =>
  gateway.db.prisma.agent.findUniqueOrThrow({ where: { id: agent.enrolled.agentId } });
const trailOf = async (agentId: number) => {
  const where = { subject: `agent:${agentId}` };
  return (await gateway.db.prisma.trail.findMany({ where, orderBy: { seq: "asc" } })).map(({ name }) => name);
};

test("an agent that is asked signs its new key with the old one, and the old one is worth nothing", async () => {
  const agent = await gateway.enrolledAgent();
  await agent.sync({ sessions: [] });
  const poll = agent.sync({ wait: true });
  await expect.poll(async () => (await rowOf(agent)).sequence, { timeout: 10_000 }).toBe(2n);
  await ask(agent.enrolled.agentId);
  // Asked while a poll is held: it is answered, and the next one says why.
  await poll;
  expect(await agent.sync({ wait: true })).toMatchObject({ rotateKey: true });
  const old = agent.keys;
  const next = makeKeyPair();
  expect((await agent.rotate(next)).status).toBe(200);
  expect(await rowOf(agent)).toMatchObject({
    publicKey: next.publicKey,
    previousKey: old.publicKey,
    rotateAskedAt: null,
    alarm: null,
  });
  // The answer was lost: the same is asked again with the old key, and is done already.
  expect((await agent.rotate(next)).status).toBe(200);
  agent.keys = next;
  expect((await agent.send({ sessions: [] })).status).toBe(200);
  expect(await trailOf(agent.enrolled.agentId)).toEqual([
    "agent.enrol",
    "agent.ask_rotation",
    "agent.rotate",
  ]);
  agent.keys = old;
  expect((await agent.send({ sessions: [] })).status).toBe(401);
  expect((await rowOf(agent)).alarm).toBe("cloned");
});

test("refused: unasked, by somebody else's proof, by another's key, by whoever may not ask", async () => {
  const agent = await gateway.enrolledAgent();
  const next = makeKeyPair();
  expect((await agent.rotate(next)).json()).toMatchObject({ error: "conflict" });
  await expect(ask(agent.enrolled.agentId, { kind: "operator", role: "operator" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await ask(agent.enrolled.agentId);
  expect((await agent.rotate(next, "A".repeat(86))).status).toBe(401);
  expect((await agent.rotate({ ...next, publicKey: "AA" })).status).toBe(401);
  const thief = await gateway.enrolledAgent();
  expect((await agent.rotate(thief.keys)).status).toBe(409);
  expect((await rowOf(agent)).publicKey).toBe(agent.keys.publicKey);
  await expect(ask(99_999)).rejects.toMatchObject({ code: "not_found" });
});

test("raced: asked for once, and one of many new keys wins", async () => {
  const agent = await gateway.enrolledAgent();
  const asked = await Promise.allSettled(Array.from({ length: 5 }, () => ask(agent.enrolled.agentId)));
  expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const answers = await Promise.all(Array.from({ length: 5 }, () => agent.rotate(makeKeyPair())));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const names = await trailOf(agent.enrolled.agentId);
  expect(names.filter((name) => name === "agent.rotate")).toHaveLength(1);
});

test("the real agent changes its key, also when it was killed before it heard the answer", async () => {
  const host = new SimulatedHost({ seed: 7, name: "SIM-7", clock: systemClock });
  host.boot();
  const platform = simulatedPlatform(host);
  const serverUrl = `http://127.0.0.1:${gateway.port}`;
  const { agentId } = await enrolAgent({
    platform,
    stateDir: folder,
    serverUrl,
    token: await gateway.token(),
  });
  const start = () => {
    const stop = new AbortController();
    const log: string[] = [];
    const options = {
      platform,
      stateDir: folder,
      signal: stop.signal,
      log: (line: string) => log.push(line),
    };
    const running = runAgent(options);
    const end = () => {
      stop.abort();
      return running;
    };
    return { log, stop: end };
  };
  const inForce = async () => {
    const row = await gateway.db.prisma.agent.findUniqueOrThrow({ where: { id: agentId } });
    return { key: row.publicKey, isAsked: row.rotateAskedAt !== null, alarm: row.alarm };
  };
  const first = await inForce();
  let agent = start();
  await ask(agentId);
  await expect.poll(() => readIdentity(folder)?.publicKey, { timeout: 20_000 }).not.toBe(first.key);
  const second = await inForce();
  expect(readIdentity(folder)).toMatchObject({ publicKey: second.key });
  await agent.stop();
  expect(agent.log).toEqual(["this host has a new key"]);

  // Killed between the gateway's commit and the agent's: the old key is in the file, the new one beside it.
  const key = new AgentKey(folder, readIdentity(folder) ?? expect.fail("not enrolled"));
  key.begin();
  const { nextKey } = readIdentity(folder) ?? {};
  await gateway.db.prisma.agent.update({
    where: { id: agentId },
    data: { publicKey: nextKey?.publicKey ?? "", previousKey: second.key },
  });
  agent = start();
  await expect.poll(() => readIdentity(folder)?.publicKey, { timeout: 20_000 }).toBe(nextKey?.publicKey);
  await agent.stop();
  expect(await inForce()).toEqual({ key: nextKey?.publicKey, isAsked: false, alarm: null });
});
