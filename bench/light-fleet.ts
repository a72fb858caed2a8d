import { setTimeout as pause } from "node:timers/promises";
import { makeKeyPair } from "@/lib/protocol/signature";
import type { Database } from "@/lib/storage/database";
import { type Counts, LightAgent, machineIdOf } from "./light-agents";

const TICKS_PER_SECOND = 100;
/** What is on its way when the time is over is waited for, and what never comes is counted as lost. */
const TAIL_MS = 60_000;

/** As enrolment leaves them; thousands of handshakes are not what is measured. */
export async function enrolAll(db: Database, port: number, agents: number, counts: Counts) {
  const now = new Date();
  const machines = Array.from({ length: agents }, (_, i) => ({
    machineId: machineIdOf(i),
    keys: makeKeyPair(),
  }));
  const facts = { platform: "linux", isSimulated: true, createdAt: now };
  for (const some of slices(machines)) {
    await db.prisma.host.createMany({
      data: some.map(({ machineId }) => ({ machineId, name: machineId, ...facts })),
    });
  }
  const hosts = new Map((await db.prisma.host.findMany()).map((host) => [host.machineId, host.id]));
  for (const some of slices(machines)) {
    await db.prisma.agent.createMany({
      data: some.map(({ machineId, keys }) => ({
        hostId: hosts.get(machineId) ?? 0,
        publicKey: keys.publicKey,
        version: "0.1.0",
        enrolledAt: now,
      })),
    });
  }
  const ids = new Map((await db.prisma.agent.findMany()).map((agent) => [agent.publicKey, agent.id]));
  const operator = { name: "bench", displayName: "Bench", role: "administrator", passwordHash: "-" };
  await db.prisma.operator.create({ data: { id: 1, ...operator, createdAt: now } });
  return machines.map(
    ({ machineId, keys }) => new LightAgent(port, ids.get(keys.publicKey) ?? 0, machineId, keys, counts),
  );
}

function slices<T>(items: readonly T[], size = 2_000): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** Each agent once per period, spread evenly over it, however the gateway keeps up. */
export async function changeAgainAndAgain(
  agents: readonly LightAgent[],
  everyMs: number,
  endAt: number,
): Promise<void> {
  const perMs = agents.length / everyMs;
  const startedAt = performance.now();
  for (let done = 0; performance.now() < endAt; ) {
    const due = Math.floor((performance.now() - startedAt) * perMs);
    for (; done < due; done++) void agents[done % agents.length]?.change();
    await pause(1000 / TICKS_PER_SECOND);
  }
}

export async function untilAllIsTold(counts: Counts): Promise<void> {
  const endAt = performance.now() + TAIL_MS;
  while (counts.changesTaken < counts.changesMade && performance.now() < endAt) await pause(50);
}

export interface Truth {
  /** Hosts of which Curfew lists something else than is on. */
  readonly wrongHosts: number;
  /** Rows that are listed beside the one that is on. */
  readonly doubledSessions: number;
  /** Records that are not kept though the gateway said so; and those that are kept twice. */
  readonly lostRecords: number;
  readonly doubledRecords: number;
}

/** Holds what happened on the hosts against what the database says. */
export async function compare(db: Database, agents: readonly LightAgent[], counts: Counts): Promise<Truth> {
  const rows = await db.prisma.liveSession.findMany({
    select: { sessionId: true, state: true, host: { select: { machineId: true } } },
  });
  const listed = new Map<string, string[]>();
  for (const { host, sessionId, state } of rows) {
    const key = host.machineId ?? "";
    listed.set(key, [...(listed.get(key) ?? []), `${sessionId} ${state}`]);
  }
  const isWrong = ({ session }: LightAgent, i: number) =>
    (listed.get(machineIdOf(i)) ?? []).join() !== (session ? `${session.sessionId} ${session.state}` : "");
  const { rows: kept } = await db.pool.query<{ all: number; distinct: number }>(
    `SELECT count(*)::int AS all, count(DISTINCT (host_id, log, record_id))::int AS distinct FROM audit_event`,
  );
  const { all, distinct } = kept[0] ?? { all: 0, distinct: 0 };
  return {
    wrongHosts: agents.filter(isWrong).length,
    doubledSessions: [...listed.values()].reduce((sum, own) => sum + Math.max(0, own.length - 1), 0),
    lostRecords: Math.max(0, counts.recordsTaken - distinct),
    doubledRecords: all - distinct,
  };
}
