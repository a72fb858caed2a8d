import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { TestAgent } from "@/gateway/testing/test-agent";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";
import { openDatabase } from "@/lib/storage/database";
import { startScratchGateway } from "../scripts/start-scratch-gateway.mjs";
import type { Figure } from "./figure";
import { inWords, processorTime, timePerEvent } from "./processor-time";
import { take, terminalServer } from "./terminal-server";

const PORT = 3300;
const AGENTS = 6;
const SYNCS = 10;
const EVENTS_PER_SYNC = 2_000;

/** Spools of several hosts at once, each sync answered after its commit; and until the last session is paired. */
export async function* agentDoor(): AsyncGenerator<Figure> {
  const gateway = await startScratchGateway({ port: PORT, name: "ingest-bench" });
  const db = openDatabase(gateway.databaseUrl, 2);
  try {
    const actor = { kind: "operator", operatorId: 1, name: "bench", role: "administrator" } as const;
    const made = await createEnrolmentToken(
      { actor, now: new Date(), db },
      { label: "bench", group: "", uses: AGENTS, expiresInHours: 1 },
    );
    const agents: { agent: TestAgent; bodies: string[] }[] = [];
    for (let i = 0; i < AGENTS; i++) {
      const agent = new TestAgent(PORT, `bench-${i}`);
      await agent.enrol(made.token);
      const source = terminalServer(200, Date.now() - 40 * 86_400_000, i + 1);
      const bodies = Array.from({ length: SYNCS }, () => {
        const events = take(source, EVENTS_PER_SYNC).map((event) => ({
          ...event,
          boot: "boot-1",
          raw: null,
        }));
        return JSON.stringify(agent.report({ events }));
      });
      agents.push({ agent, bodies });
    }
    const before = processorTime(gateway);
    const startedAt = performance.now();
    await Promise.all(agents.map(({ agent, bodies }) => sendAll(agent, bodies)));
    const ms = performance.now() - startedAt;
    const after = processorTime(gateway);
    const events = AGENTS * SYNCS * EVENTS_PER_SYNC;
    const kept = await db.prisma.auditEvent.count();
    if (kept !== events) throw new Error(`${kept} of ${events} events were kept`);
    while ((await db.prisma.pairDue.count()) > 0) await pause(50);
    const pairedMs = performance.now() - startedAt;
    const sessions = await db.prisma.session.count();
    const perSecond = Math.round((events / ms) * 1000);
    const what = "/agent/v1/sync over HTTP";
    const says = `${count(perSecond)} events/s, ${count(events)} in ${took(ms)}; ${count(sessions)} sessions paired after ${took(pairedMs)}`;
    yield { what: `${what} (aim ≥ 60,000/s)`, says, values: { perSecond, events, ms, pairedMs } };
    const each = timePerEvent(before, after, events);
    yield { what: `${what}, processor time for an event`, says: inWords(each), values: each };
  } finally {
    await db.close();
    await gateway.stop();
  }
}

async function sendAll(agent: TestAgent, bodies: readonly string[]): Promise<void> {
  const connection = new http.Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const body of bodies) {
      await new Promise<void>((resolve, reject) => {
        const request = http.request(
          {
            host: "127.0.0.1",
            port: PORT,
            path: "/agent/v1/sync",
            method: "POST",
            agent: connection,
            headers: { "content-length": String(Buffer.byteLength(body)), ...agent.headers(body) },
          },
          (response) => {
            response.resume();
            response.on("end", () =>
              response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
            );
          },
        );
        request.on("error", reject);
        request.end(body);
      });
    }
  } finally {
    connection.destroy();
  }
}
