import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeKeyPair, SIGNATURE_HEADERS } from "@/lib/protocol/signature";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";
import { reEnrolAgent } from "@/lib/services/re-enrol-agent";
import { revokeEnrolmentToken } from "@/lib/services/revoke-enrolment-token";
import { settleAgentAlarm } from "@/lib/services/settle-agent-alarm";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway";
import { type Answer, call, ROTATE, SYNC, TestAgent } from "./testing/test-agent";

let gateway: TestGateway;
/** The host that somebody else claims to be, reporting; and an agent of the attacker's own. */
let victim: TestAgent;
let thief: TestAgent;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(async () => {
  victim = await gateway.enrolledAgent();
  thief = await gateway.enrolledAgent();
  await victim.sync({ sessions: [] });
  await thief.sync({ sessions: [] });
});
afterAll(() => gateway.close());

const administrator = { kind: "operator", operatorId: 1, name: "ada", role: "administrator" } as const;
const context = () => ({ actor: administrator, now: new Date(), db: gateway.db });

/** A program that holds a copy of the other's state folder, as it was at this moment. */
function copyOf(agent: TestAgent): TestAgent {
  const copy = new TestAgent(gateway.port, agent.machineId);
  copy.keys = agent.keys;
  copy.sequence = agent.sequence;
  copy.pretendEnrolled(agent.enrolled);
  return copy;
}

/** As the victim would, but signed by whoever has no right to. */
function inNameOf(agent: TestAgent, part: { sequence?: number; time?: number; path?: string } = {}) {
  const body = JSON.stringify(agent.report({ sessions: [] }));
  const other = copyOf(agent);
  other.keys = makeKeyPair();
  other.sequence += 10;
  return { body, headers: other.headers(body, part) };
}

const HOUR_MS = 3_600_000;

// biome-ignore format: a table
/** What is tried, by which name it is on the trail, and the alarm that stands afterwards. */
const ATTEMPTS: readonly [what: string, trail: string, alarm: string | null, run: () => Promise<Answer>][] = [
  ["another key in this host's name", "agent.forgery_refused", "forged", () => call(gateway.port, SYNC, inNameOf(victim))],
  ["another key, a far sequence", "agent.forgery_refused", "forged", () => call(gateway.port, SYNC, inNameOf(victim, { sequence: 2 ** 40 }))],
  ["another key, an hour late", "agent.forgery_refused", "forged", () => call(gateway.port, SYNC, inNameOf(victim, { time: Date.now() - HOUR_MS }))],
  ["a signature for another address", "agent.forgery_refused", "forged", () => {
    const body = JSON.stringify(victim.report());
    return call(gateway.port, SYNC, { body, headers: victim.headers(body, { path: ROTATE }) });
  }],
  ["a genuine request with another body", "agent.forgery_refused", "forged", () => {
    const headers = victim.headers(JSON.stringify(victim.report()));
    return call(gateway.port, SYNC, { body: JSON.stringify(victim.report({ sessions: [] })), headers });
  }],
  ["a genuine request with a later number", "agent.forgery_refused", "forged", () => {
    const body = JSON.stringify(victim.report());
    const headers = { ...victim.headers(body), [SIGNATURE_HEADERS.sequence]: "900" };
    return call(gateway.port, SYNC, { body, headers });
  }],
  ["a genuine request with a fresher time", "agent.forgery_refused", "forged", () => {
    const body = JSON.stringify(victim.report());
    const headers = { ...victim.headers(body), [SIGNATURE_HEADERS.time]: String(Date.now() + 1) };
    return call(gateway.port, SYNC, { body, headers });
  }],
  ["the thief's signature under the victim's number", "agent.forgery_refused", "forged", () => {
    const body = JSON.stringify(victim.report());
    const headers = { ...thief.headers(body), [SIGNATURE_HEADERS.agent]: String(victim.enrolled.agentId) };
    return call(gateway.port, SYNC, { body, headers });
  }],
  ["a request sent twice", "agent.replay_refused", "cloned", async () => {
    const body = JSON.stringify(victim.report());
    const headers = victim.headers(body);
    await call(gateway.port, SYNC, { body, headers });
    return call(gateway.port, SYNC, { body, headers });
  }],
  ["a copy of the state folder", "agent.replay_refused", "cloned", async () => {
    const copy = copyOf(victim);
    await victim.sync();
    return copy.send();
  }],
  ["an old copy, restored", "agent.replay_refused", "cloned", () => {
    const copy = copyOf(victim);
    copy.sequence = 0;
    return copy.send();
  }],
  ["a request kept for six minutes", "agent.clock_refused", null, () => {
    const body = JSON.stringify(victim.report());
    return call(gateway.port, SYNC, { body, headers: victim.headers(body, { time: Date.now() - 6 * 60_000 }) });
  }],
  ["a request from the future", "agent.clock_refused", null, () => {
    const body = JSON.stringify(victim.report());
    return call(gateway.port, SYNC, { body, headers: victim.headers(body, { time: Date.now() + 6 * 60_000 }) });
  }],
  ["the victim's key on another machine", "agent.foreign_refused", "foreign", () =>
    victim.send({ sessions: [], host: { ...victim.host, machineId: "elsewhere" } })],
  ["the key on another machine, with nothing to tell", "agent.foreign_refused", "foreign", () =>
    victim.send({ host: { ...victim.host, machineId: "elsewhere" } })],
  ["a good token for a machine that reports", "agent.takeover_refused", "takeover", async () =>
    new TestAgent(gateway.port, victim.machineId).tryEnrol(await gateway.token())],
  ["a token that re-enrols another host", "enrolment_token.refused", null, async () => {
    const { token } = await reEnrolAgent(context(), { agentId: thief.enrolled.agentId });
    return new TestAgent(gateway.port, victim.machineId).tryEnrol(token);
  }],
  ["a token that was revoked", "enrolment_token.refused", null, async () => {
    const form = { label: "stolen", group: "", uses: 5, expiresInHours: 1 };
    const { token, tokenId } = await createEnrolmentToken(context(), form);
    await revokeEnrolmentToken(context(), { tokenId });
    return new TestAgent(gateway.port, victim.machineId).tryEnrol(token);
  }],
  ["a token that is used up", "enrolment_token.refused", null, async () => {
    const token = await gateway.token();
    await new TestAgent(gateway.port, `other-${token}`).enrol(token);
    return new TestAgent(gateway.port, victim.machineId).tryEnrol(token);
  }],
  ["a change to the thief's key", "agent.forgery_refused", "forged", () => {
    const other = copyOf(victim);
    other.keys = makeKeyPair();
    return other.rotate(makeKeyPair());
  }],
];

test("there are twenty of them", () => expect(ATTEMPTS).toHaveLength(20));

test.each(ATTEMPTS)("%s is refused and on the trail", async (_what, name, alarm, run) => {
  const answer = await run();
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  const agentId = victim.enrolled.agentId;
  const entry = await gateway.db.prisma.trail.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(entry.name).toBe(name);
  if (alarm) expect(entry.subject).toBe(`agent:${agentId}`);
  const row = await gateway.db.prisma.agent.findUniqueOrThrow({ where: { id: agentId } });
  expect({ alarm: row.alarm, isRevoked: row.revokedAt !== null }).toEqual({ alarm, isRevoked: false });
  // The host itself goes on.
  victim.sequence += 1000;
  expect((await victim.send({ sessions: [] })).status).toBe(200);
});

test("a flood of forgeries is told once a minute", async () => {
  for (let i = 0; i < 30; i++) expect((await call(gateway.port, SYNC, inNameOf(victim))).status).toBe(401);
  const where = { subject: `agent:${victim.enrolled.agentId}`, name: "agent.forgery_refused" };
  expect(await gateway.db.prisma.trail.count({ where })).toBeLessThanOrEqual(2);
});

test("a token of Re-enrol admits the host itself, ends the agent before it and its alarm with it", async () => {
  const copy = copyOf(victim);
  await victim.sync();
  expect((await copy.send()).status).toBe(409);
  const { token } = await reEnrolAgent(context(), { agentId: victim.enrolled.agentId });
  const again = new TestAgent(gateway.port, victim.machineId);
  const { agentId, hostId } = await again.enrol(token);
  expect(hostId).toBe(victim.enrolled.hostId);
  expect(await gateway.db.prisma.agent.findUniqueOrThrow({ where: { id: agentId } })).toMatchObject({
    alarm: null,
  });
  expect((await copy.send()).status).toBe(403);
  expect((await again.send({ sessions: [] })).status).toBe(200);
  const auditor = { ...context(), actor: { ...administrator, role: "auditor" } as const };
  await expect(reEnrolAgent(auditor, { agentId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(reEnrolAgent(context(), { agentId: 99_999 })).rejects.toMatchObject({ code: "not_found" });
});

test("an alarm stands until somebody says what it was; settled once", async () => {
  const { agentId } = victim.enrolled;
  const input = { agentId, reason: "A proxy sent it twice" };
  await expect(settleAgentAlarm(context(), input)).rejects.toMatchObject({ code: "conflict" });
  expect((await call(gateway.port, SYNC, inNameOf(victim))).status).toBe(401);
  const operator = { ...context(), actor: { ...administrator, role: "operator" } as const };
  await expect(settleAgentAlarm(operator, input)).rejects.toMatchObject({ code: "forbidden" });
  const answers = await Promise.allSettled([1, 2, 3].map(() => settleAgentAlarm(context(), input)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const where = { subject: `agent:${agentId}`, name: "agent.settle_alarm" };
  expect(await gateway.db.prisma.trail.findMany({ where })).toMatchObject([{ detail: { alarm: "forged" } }]);
});
