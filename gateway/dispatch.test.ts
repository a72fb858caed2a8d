import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReportedSession } from "@/lib/protocol/messages";
import { commandSchema } from "@/lib/protocol/messages";
import { commandText, verifyText } from "@/lib/protocol/signature";
import { requestOrder } from "@/lib/services/request-order";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";
import { call, type TestAgent } from "./testing/test-agent";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.db.prisma.operator.create({
    data: {
      id: 1,
      name: "op",
      displayName: "Op",
      role: "operator",
      passwordHash: "-",
      createdAt: new Date(),
    },
  });
});
afterAll(() => gateway.close());

const sessionOf = (agent: TestAgent): ReportedSession => ({
  sessionId: "7",
  logonId: "7",
  kind: "ssh",
  state: "active",
  account: { key: `uid:1000@${agent.machineId}`, domain: "", name: "alice", displayName: "Alice" },
  loggedOnAt: Date.now() - 600_000,
  stateSince: null,
  line: "pts/0",
  clientName: "",
  clientAddress: "10.0.0.9",
});

async function request(agent: TestAgent): Promise<void> {
  const live = await gateway.db.prisma.liveSession.findMany({ where: { hostId: agent.enrolled.hostId } });
  const actor = { kind: "operator", operatorId: 1, name: "op", role: "operator" } as const;
  await requestOrder(
    { actor, now: new Date(), db: gateway.db },
    {
      requestKey: randomUUID(),
      targets: { kind: "sessions" as const, ids: live.map((row) => row.id.toString()) },
      reason: "maintenance",
    },
  );
}

async function untilWaiting(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const answer = await call(gateway.port, "/healthz", { method: "GET" });
        return (answer.json() as { agentsWaiting: number }).agentsWaiting;
      },
      { timeout: 5_000, interval: 20 },
    )
    .toBe(count);
}

test("a held poll wakes within 200 ms of the order's commit, with a signed command", async () => {
  const tooks: number[] = [];
  for (let round = 0; round < 5; round++) {
    const agent = await gateway.enrolledAgent();
    await agent.sync({ sessions: [sessionOf(agent)] });
    const poll = agent.sync({ wait: true }).then((answer) => ({ answer, at: performance.now() }));
    await untilWaiting(1);
    await request(agent);
    const committedAt = performance.now();
    const { answer, at } = await poll;
    tooks.push(at - committedAt);
    const [signed] = answer.commands;
    const text = commandText(signed?.payload ?? "");
    expect(verifyText(agent.enrolled.commandKey, text, signed?.signature ?? "")).toBe(true);
    const command = commandSchema.parse(JSON.parse(signed?.payload ?? ""));
    expect(command.fence).toMatchObject({ machineId: agent.machineId, sessionId: "7", bootId: "boot-1" });
    await untilWaiting(0);
  }
  // The median: one slow round on a busy machine is not a slow gateway.
  expect(tooks.sort((a, b) => a - b)[2]).toBeLessThan(200);
});

test("an order that is there before the poll is answered at once", async () => {
  const agent = await gateway.enrolledAgent();
  await agent.sync({ sessions: [sessionOf(agent)] });
  await request(agent);
  expect((await agent.sync({ wait: true })).commands).toHaveLength(1);
});

test("orders for others wake nobody else", async () => {
  const [a, b] = [await gateway.enrolledAgent(), await gateway.enrolledAgent()];
  await a.sync({ sessions: [sessionOf(a)] });
  await b.sync({ sessions: [sessionOf(b)] });
  const stop = new AbortController();
  const held = b.sync({ wait: true }, stop.signal).catch((error: Error) => error.name);
  await untilWaiting(1);
  await request(a);
  expect((await a.sync({ wait: true })).commands).toHaveLength(1);
  await untilWaiting(1);
  stop.abort();
  expect(await held).toBe("AbortError");
});

test("a gateway that stops answers what it holds, at once", async () => {
  const other = await startTestGateway();
  const agent = await other.enrolledAgent();
  await agent.sync({ sessions: [] });
  const poll = agent.sync({ wait: true });
  await expect
    .poll(
      async () => {
        const answer = await call(other.port, "/healthz", { method: "GET" });
        return (answer.json() as { agentsWaiting: number }).agentsWaiting;
      },
      { timeout: 5_000, interval: 20 },
    )
    .toBe(1);
  const startedAt = performance.now();
  const [answer] = await Promise.all([poll, other.stop()]);
  expect(answer).toMatchObject({ commands: [], nextInMs: 1_000 });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  await other.close();
});
