import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { EMPTY_EVENT, LOGIND } from "@/lib/domain/audit-event";
import type { ReportedEvent, ReportedSession } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { makeGatewayProcess } from "../scripts/gateway-process.mjs";
import { call, SYNC, TestAgent } from "./testing/test-agent";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

/** Enough of them that their records are kept together. */
const AGENTS = 36;
const KILLS = 2;

let db: TestDatabase;
let gateway: Awaited<ReturnType<typeof makeGatewayProcess>>;
const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-killed-"));
beforeAll(async () => {
  db = await makeTestDatabase();
  gateway = await makeGatewayProcess({ databaseUrl: db.url, folder, name: "killed" });
});
afterAll(async () => {
  await gateway?.remove();
  await db?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A host that tells one thing after another, each until it is taken, whatever happens to the gateway. */
class StubbornHost {
  readonly agent: TestAgent;
  /** Records of which a gateway has said that they are on disk. */
  told = 0;
  session: ReportedSession | null = null;

  constructor(agent: TestAgent) {
    this.agent = agent;
  }

  async tellOne(): Promise<boolean> {
    const sessionId = String(this.told);
    this.session = sessionOf(this.agent, sessionId);
    const events = [recordOf(this.told + 1, sessionId)];
    const answer = await this.agent.send({ sessions: [this.session], events }).catch(() => null);
    if (answer?.status !== 200) return false;
    this.told += 1;
    return true;
  }
}

function sessionOf(agent: TestAgent, sessionId: string): ReportedSession {
  const key = `uid:1000@${agent.machineId}`;
  return {
    sessionId,
    logonId: sessionId,
    kind: "ssh",
    state: "active",
    account: { key, domain: "", name: "ada", displayName: "" },
    loggedOnAt: Date.now(),
    stateSince: null,
    line: "pts/0",
    clientName: "",
    clientAddress: "",
  };
}

function recordOf(recordId: number, sessionId: string): ReportedEvent {
  return {
    ...EMPTY_EVENT,
    log: "logind",
    recordId,
    at: Date.UTC(2026, 2, 1) + recordId * 1_000,
    eventId: LOGIND.SESSION_NEW,
    boot: "boot-1",
    logonId: sessionId,
    sessionId,
    raw: null,
  };
}

async function enrolledHosts(): Promise<{ machineId: string; agent: TestAgent }[]> {
  const now = new Date();
  return Promise.all(
    Array.from({ length: AGENTS }, async (_, i) => {
      const agent = new TestAgent(0, `killed-${i}`);
      const { machineId } = agent;
      const facts = { name: agent.host.name, machineId, platform: "linux", createdAt: now };
      const { id: hostId } = await db.prisma.host.create({ data: facts });
      const row = { hostId, publicKey: agent.keys.publicKey, version: "0", enrolledAt: now };
      const { id: agentId } = await db.prisma.agent.create({ data: row });
      agent.pretendEnrolled({ agentId, hostId, commandKey: "-" });
      return { machineId, agent };
    }),
  );
}

/** The same agent, with its key and its numbers, at the port of the gateway that came after. */
function movedTo(port: number, before: TestAgent): TestAgent {
  const agent = new TestAgent(port, before.machineId);
  agent.keys = before.keys;
  agent.sequence = before.sequence;
  agent.pretendEnrolled(before.enrolled);
  return agent;
}

test("killed again and again while many hosts report: what was answered is kept, once, and nothing else is listed", async () => {
  let hosts = (await enrolledHosts()).map(({ agent }) => new StubbornHost(agent));
  for (let round = 0; round <= KILLS; round++) {
    const port = await gateway.start();
    hosts = hosts.map((host) =>
      Object.assign(new StubbornHost(movedTo(port, host.agent)), { told: host.told }),
    );
    let taken = 0;
    let isKilled = false;
    const run = async (host: StubbornHost) => {
      // The last gateway is left alone until everybody has told once more.
      const most = round === KILLS ? 1 : 200;
      for (let own = 0; own < most && !isKilled; ) {
        if (!(await host.tellOne())) continue;
        own += 1;
        taken += 1;
      }
    };
    const all = Promise.all(hosts.map(run));
    if (round < KILLS) {
      await expect.poll(() => taken, { timeout: 240_000, interval: 5 }).toBeGreaterThan(AGENTS + 10);
      await gateway.kill();
      isKilled = true;
    }
    await all;
  }

  for (const host of hosts) {
    const { hostId, agentId } = host.agent.enrolled;
    const records = await db.prisma.auditEvent.findMany({ where: { hostId }, select: { recordId: true } });
    const kept = records.map(({ recordId }) => Number(recordId)).sort((a, b) => a - b);
    expect(kept).toEqual(Array.from({ length: host.told }, (_, i) => i + 1));
    const live = await db.prisma.liveSession.findMany({ where: { hostId } });
    expect(live.map(({ sessionId }) => sessionId)).toEqual([host.session?.sessionId]);
    const { sequence } = await db.prisma.agent.findUniqueOrThrow({ where: { id: agentId } });
    expect(Number(sequence)).toBe(host.agent.sequence);
  }
});

test("a number that was answered before the gateway was killed is a replay to the one after it", async () => {
  const before = await gateway.start();
  const [first] = await enrolledLater(before);
  if (!first) throw new Error("no agent");
  const body = JSON.stringify(first.report({ sessions: [] }));
  const headers = first.headers(body);
  expect((await call(before, SYNC, { body, headers })).status).toBe(200);
  await gateway.kill();
  const port = await gateway.start();
  const again = await call(port, SYNC, { body, headers });
  expect(again.status).toBe(409);
  expect(again.json()).toMatchObject({ message: "replayed or cloned key" });
  const { alarm } = await db.prisma.agent.findUniqueOrThrow({ where: { id: first.enrolled.agentId } });
  expect(alarm).toBe("cloned");
});

async function enrolledLater(port: number): Promise<TestAgent[]> {
  const agent = new TestAgent(port, "killed-later");
  const { machineId } = agent;
  const now = new Date();
  const host = { name: agent.host.name, machineId, platform: "linux", createdAt: now };
  const { id: hostId } = await db.prisma.host.create({ data: host });
  const row = { hostId, publicKey: agent.keys.publicKey, version: "0", enrolledAt: now };
  const { id: agentId } = await db.prisma.agent.create({ data: row });
  agent.pretendEnrolled({ agentId, hostId, commandKey: "-" });
  return [agent];
}
