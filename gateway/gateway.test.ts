import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOLD_MS, MAX_BODY_BYTES, problemSchema } from "@/lib/protocol/messages";
import { SIGNATURE_HEADERS } from "@/lib/protocol/signature";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";
import { call, ENROL, SYNC, TestAgent } from "./testing/test-agent";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

test("health tells that the database answers, and how many agents wait", async () => {
  const answer = await call(gateway.port, "/healthz", { method: "GET" });
  expect(answer.status).toBe(200);
  expect(answer.json()).toEqual({ status: "ok", database: "reachable", agentsWaiting: 0, version: "0.1.0" });
});

test("an enrolled agent is answered, and pins the command key", async () => {
  const agent = await gateway.enrolledAgent();
  expect(agent.enrolled.commandKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await agent.sync({ sessions: [] })).toEqual({
    acknowledged: true,
    wantsSessions: false,
    commands: [],
    nextInMs: 0,
  });
});

test("the command key is for its owner alone", () => {
  const mode = statSync(path.join(gateway.folder, "command-key.json")).mode;
  expect(mode & 0o777).toBe(0o600);
});

test("sixty at once on a one-use token: one wins", async () => {
  const token = await gateway.token(1);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => new TestAgent(gateway.port, `crowd-${i}`).tryEnrol(token)),
  );
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(59);
});

test("a proof of another key is refused", async () => {
  const token = await gateway.token();
  const other = new TestAgent(gateway.port, "thief");
  const answer = await new TestAgent(gateway.port, "owner").tryEnrol(token, {
    publicKey: other.keys.publicKey,
  });
  expect(answer.status).toBe(401);
  expect(answer.json()).toMatchObject({ error: "unauthenticated", field: "proof" });
  expect((await new TestAgent(gateway.port, "owner").tryEnrol(token)).status).toBe(200);
});

test("what is not there, not allowed or not understood is told in words", async () => {
  const agent = await gateway.enrolledAgent();
  const signed = (body: string | Buffer) => ({ body, headers: agent.headers(body) });
  const cases = [
    [await call(gateway.port, "/nothing", { method: "GET" }), 404, "not_found"],
    [await call(gateway.port, "/nothing", { body: "x" }), 404, "not_found"],
    [await call(gateway.port, SYNC, { method: "GET" }), 405, "method_not_allowed"],
    [await call(gateway.port, SYNC, { body: "{}" }), 401, "unauthenticated"],
    [await call(gateway.port, ENROL, { body: "not json" }), 400, "invalid_input"],
    [await call(gateway.port, ENROL, { body: "{}" }), 400, "invalid_input"],
    [await call(gateway.port, SYNC, signed("[1,")), 400, "invalid_input"],
    [await call(gateway.port, ENROL, { body: "x".repeat(17 * 1024) }), 413, "invalid_input"],
    [
      await call(gateway.port, ENROL, { body: "x", headers: { "content-encoding": "br" } }),
      415,
      "invalid_input",
    ],
    [
      await call(gateway.port, ENROL, { body: "x", headers: { "content-encoding": "gzip" } }),
      400,
      "invalid_input",
    ],
  ] as const;
  for (const [answer, status, error] of cases) {
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    const problem = problemSchema.parse(answer.json());
    expect(problem.error).toBe(error);
    expect(answer.text).not.toMatch(/\bat .*:\d+/);
  }
  const unknown = await agent.send({ sessions: [{ nonsense: true }] as never });
  expect(unknown.status).toBe(400);
  expect(unknown.json()).toMatchObject({ error: "invalid_input", field: "sessions.0.sessionId" });
});

test("a packed body is unpacked, and a bomb is not", async () => {
  const agent = await gateway.enrolledAgent();
  const text = JSON.stringify(agent.report({ sessions: [] }));
  const fine = await call(gateway.port, SYNC, {
    body: gzipSync(text),
    headers: { ...agent.headers(text), "content-encoding": "gzip" },
  });
  expect(fine.status).toBe(200);
  const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1));
  const refused = await call(gateway.port, SYNC, {
    body: bomb,
    headers: { ...agent.headers(bomb), "content-encoding": "gzip" },
  });
  expect(refused.status).toBe(413);
});

test("forged, replayed, skewed and revoked requests are refused", async () => {
  const agent = await gateway.enrolledAgent();
  const other = await gateway.enrolledAgent();
  const body = JSON.stringify(agent.report({ sessions: [] }));
  const headers = agent.headers(body);
  const send = (changed: Record<string, string>, text = body) =>
    call(gateway.port, SYNC, { body: text, headers: { ...headers, ...changed } });

  expect((await send({}, body.replace("Debian 12", "Debian 13"))).status).toBe(401);
  expect((await send({ [SIGNATURE_HEADERS.sequence]: "9" })).status).toBe(401);
  expect((await send({ [SIGNATURE_HEADERS.agent]: String(other.enrolled.agentId) })).status).toBe(401);
  expect((await send({ [SIGNATURE_HEADERS.agent]: "2147483647" })).status).toBe(401);
  expect((await send({ [SIGNATURE_HEADERS.agent]: "1; DROP" })).status).toBe(401);

  const late = await call(gateway.port, SYNC, {
    body,
    headers: agent.headers(body, { time: Date.now() - 6 * 60_000 }),
  });
  expect(late.status).toBe(401);
  expect(late.json()).toMatchObject({ field: SIGNATURE_HEADERS.time });

  // Two with one sequence race: one wins; afterwards both are old.
  const raced = await Promise.all([send({}), send({})]);
  expect(raced.map((answer) => answer.status).sort()).toEqual([200, 409]);
  const again = await send({});
  expect(again.status).toBe(409);
  expect(again.json()).toMatchObject({ error: "conflict", message: "replayed or cloned key" });
  const subject = `agent:${agent.enrolled.agentId}`;
  const entries = await gateway.db.prisma.trail.findMany({
    where: { subject, name: "agent.replay_refused" },
  });
  expect(entries.length).toBeGreaterThanOrEqual(1);
  expect(entries.length).toBeLessThanOrEqual(2);

  await gateway.db.prisma.agent.update({
    where: { id: agent.enrolled.agentId },
    data: { revokedAt: new Date(), revokedWhy: "lost" },
  });
  const revoked = await agent.send({ sessions: [] });
  expect(revoked.status).toBe(403);
  expect(revoked.json()).toMatchObject({ message: "This agent was revoked: lost." });
});

test("an agent that enrols again ends its older self", async () => {
  const first = await gateway.enrolledAgent();
  const second = new TestAgent(gateway.port, first.machineId);
  const enrolled = await second.enrol(await gateway.token());
  expect(enrolled.hostId).toBe(first.enrolled.hostId);
  expect((await first.send({ sessions: [] })).status).toBe(403);
  expect((await second.send({ sessions: [] })).status).toBe(200);
});

test("a poll that the client gives up is forgotten", async () => {
  const agent = await gateway.enrolledAgent();
  await agent.sync({ sessions: [] });
  const stop = new AbortController();
  const poll = agent.sync({ wait: true }, stop.signal).catch((error: Error) => error.name);
  await waiting(1);
  stop.abort();
  expect(await poll).toBe("AbortError");
  await waiting(0);
});

test("the next poll of an agent ends the one before", async () => {
  const agent = await gateway.enrolledAgent();
  await agent.sync({ sessions: [] });
  const first = agent.sync({ wait: true });
  await waiting(1);
  const stop = new AbortController();
  const second = agent.sync({ wait: true }, stop.signal).catch(() => null);
  expect(await first).toMatchObject({ commands: [] });
  stop.abort();
  await second;
  await waiting(0);
});

test("a boot that nothing is listed of is not held", async () => {
  const agent = await gateway.enrolledAgent();
  const startedAt = performance.now();
  expect(await agent.sync({ wait: true })).toMatchObject({ wantsSessions: true });
  expect(performance.now() - startedAt).toBeLessThan(HOLD_MS / 2);
});

test("no token, key or signature is ever logged", async () => {
  const token = await gateway.token();
  const agent = new TestAgent(gateway.port, "quiet");
  await agent.enrol(token);
  await agent.send({ sessions: [{ sessionId: 5 }] as never });
  const log = gateway.lines.join("\n");
  expect(log).toContain("refused");
  expect(log).not.toContain(token);
  expect(log).not.toContain(createHash("sha256").update(token).digest("hex"));
  expect(log).not.toContain(agent.keys.publicKey);
});

async function waiting(count: number): Promise<void> {
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
