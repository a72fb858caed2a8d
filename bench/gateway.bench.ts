import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { makeKeyPair } from "@/lib/protocol/signature";
import { requestOrder } from "@/lib/services/request-order";
import { type Database, openDatabase } from "@/lib/storage/database";
import { descendants } from "../scripts/hosts/processes.mjs";
import { startScratchGateway } from "../scripts/start-scratch-gateway.mjs";
import { type Figure, spread } from "./figure";
import { type Counts, LightAgent, machineIdOf } from "./light-agents";

const PORT = 3361;
const AGENTS = Number(process.env.CURFEW_BENCH_AGENTS ?? 2_000);
const MINUTES = Number(process.env.CURFEW_BENCH_MINUTES ?? 1);
const CHANGE_EVERY_MS = 15_000;
/** A host that was silent this long is shown as stale: a heartbeat was lost. */
const STALE_MS = 60_000;
const ORDERS_PER_SECOND = 2;
const DELIVERY_PATIENCE_MS = 30_000;
const TICKS_PER_SECOND = 100;

/** One gateway, and a fleet that changes state: what is lost, how fast a command gets out, and what it costs. */
export async function run(): Promise<Figure[]> {
  const gateway = await startScratchGateway({ port: PORT, name: "fleet", nodeArgs: profileArgs() });
  const db = openDatabase(gateway.databaseUrl, 4);
  try {
    return await measure(db, gateway.pid ?? 0, gateway.databasePid);
  } finally {
    await db.close();
    await gateway.stop();
  }
}

/** CURFEW_BENCH_PROFILE names a folder for a profile of the gateway's processor time. */
function profileArgs(): string[] {
  const folder = process.env.CURFEW_BENCH_PROFILE;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`] : [];
}

async function measure(db: Database, pid: number, databasePid: number): Promise<Figure[]> {
  const counts: Counts = {
    answered: 0,
    changesSent: 0,
    changesTaken: 0,
    failed: 0,
    failures: new Map(),
    pushMs: [],
    commands: new Map(),
  };
  const agents = await enrolAll(db, counts);
  const rampAt = performance.now();
  await inTurns(agents, 64, (agent) => agent.report());
  const rampMs = performance.now() - rampAt;
  for (const agent of agents) void agent.poll();
  await pause(2_000);
  counts.pushMs.length = 0;
  counts.answered = 0;

  const before = costOf(pid, databasePid);
  const startedAt = performance.now();
  const endAt = startedAt + MINUTES * 60_000;
  const stale = watchStale(db, endAt);
  const orders = orderAgainAndAgain(db, counts, endAt);
  await changeAgainAndAgain(agents, endAt);
  const [staleSeen, { dispatchMs, undelivered }] = await Promise.all([stale, orders]);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = costOf(pid, databasePid);
  const lost = await countLost(db, agents, counts);
  for (const agent of agents) agent.stop();

  const requests = counts.answered / seconds;
  const gatewayCores = (after.gateway - before.gateway) / seconds;
  const databaseCores = (after.database - before.database) / seconds;
  const perRequestMs = ((gatewayCores + databaseCores) / requests) * 1000;
  const words = [...counts.failures].map(([what, times]) => `${times} × ${what}`).join("; ");
  return [
    {
      what: `${count(AGENTS)} agents, a change each 15 s, ${MINUTES} min: lost (aim 0)`,
      says: `${staleSeen} heartbeats, ${lost} states, ${undelivered} commands; ${counts.failed} requests tried again${words && `: ${words}`}`,
      values: { agents: AGENTS, heartbeats: staleSeen, states: lost, undelivered, failed: counts.failed },
    },
    spread("change sent → taken", counts.pushMs),
    spread("order written → command at the agent (aim p95 ≤ 2 s)", dispatchMs),
    {
      what: "the gateway",
      says: `${Math.round(requests)} requests/s; ${Math.round(after.rssMb)} MB; ${gatewayCores.toFixed(2)} cores, PostgreSQL ${databaseCores.toFixed(2)}; ${perRequestMs.toFixed(2)} ms of processor each`,
      values: { requests, rssMb: after.rssMb, gatewayCores, databaseCores, perRequestMs },
    },
    {
      what: "all of them at once after a restart, first reports",
      says: `taken in ${took(rampMs)}, ${Math.round((AGENTS / rampMs) * 1000)}/s`,
      values: { rampMs },
    },
  ];
}

/** As enrolment leaves them; thousands of handshakes are not what is measured. */
async function enrolAll(db: Database, counts: Counts): Promise<LightAgent[]> {
  const now = new Date();
  const machines = Array.from({ length: AGENTS }, (_, i) => ({
    machineId: machineIdOf(i),
    keys: makeKeyPair(),
  }));
  await db.prisma.host.createMany({
    data: machines.map(({ machineId }) => ({
      machineId,
      name: machineId,
      platform: "linux",
      isSimulated: true,
      createdAt: now,
    })),
  });
  const hosts = new Map((await db.prisma.host.findMany()).map((host) => [host.machineId, host.id]));
  await db.prisma.agent.createMany({
    data: machines.map(({ machineId, keys }) => ({
      hostId: hosts.get(machineId) ?? 0,
      publicKey: keys.publicKey,
      version: "0.1.0",
      enrolledAt: now,
    })),
  });
  const ids = new Map((await db.prisma.agent.findMany()).map((agent) => [agent.publicKey, agent.id]));
  const data = {
    name: "bench",
    displayName: "Bench",
    role: "administrator",
    passwordHash: "-",
    createdAt: now,
  };
  await db.prisma.operator.create({ data: { id: 1, ...data } });
  return machines.map(
    ({ machineId, keys }) => new LightAgent(PORT, ids.get(keys.publicKey) ?? 0, machineId, keys, counts),
  );
}

/** Each agent once per period, spread evenly over it. */
async function changeAgainAndAgain(agents: readonly LightAgent[], endAt: number): Promise<void> {
  const perTick = agents.length / ((CHANGE_EVERY_MS / 1000) * TICKS_PER_SECOND);
  const open = new Set<Promise<void>>();
  const startedAt = performance.now();
  let done = 0;
  while (performance.now() < endAt) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * TICKS_PER_SECOND * perTick);
    for (; done < due; done++) {
      const change = agents[done % agents.length]?.change() ?? Promise.resolve();
      open.add(change);
      void change.finally(() => open.delete(change));
    }
    await pause(1000 / TICKS_PER_SECOND);
  }
  await Promise.all(open);
}

interface Dispatch {
  readonly dispatchMs: readonly number[];
  /** Commands that did not arrive while anybody waited for them. */
  readonly undelivered: number;
}

/** Orders at an even pace; for each, from the commit until its command is at the agent. */
async function orderAgainAndAgain(db: Database, counts: Counts, endAt: number): Promise<Dispatch> {
  const actor = { kind: "operator", operatorId: 1, name: "bench", role: "administrator" } as const;
  const sentAt = new Map<string, number>();
  while (performance.now() < endAt) {
    const next = performance.now() + 1000 / ORDERS_PER_SECOND;
    const { rows } = await db.pool.query<{ id: string }>(
      `SELECT id::text FROM live_session l
       WHERE NOT EXISTS (SELECT 1 FROM logoff_target t WHERE t.host_id = l.host_id) ORDER BY random() LIMIT 1`,
    );
    const [live] = rows;
    if (live) {
      const input = {
        requestKey: randomUUID(),
        targets: { kind: "sessions" as const, ids: [live.id] },
        reason: "bench",
      };
      const { orderId } = await requestOrder({ actor, now: new Date(), db }, input);
      const at = performance.now();
      const targets = await db.prisma.logoffTarget.findMany({
        where: { orderId },
        select: { commandId: true },
      });
      for (const { commandId } of targets) sentAt.set(commandId, at);
    }
    await pause(Math.max(0, next - performance.now()));
  }
  // Those of the last moment may still be on their way.
  const isWaiting = () => [...sentAt.keys()].some((id) => !counts.commands.has(id));
  for (let i = 0; i < DELIVERY_PATIENCE_MS / 100 && isWaiting(); i++) await pause(100);
  const arrived = [...sentAt].filter(([id]) => counts.commands.has(id));
  return {
    undelivered: sentAt.size - arrived.length,
    dispatchMs: arrived.map(([id, at]) => Math.max(0, (counts.commands.get(id) ?? 0) - at)),
  };
}

/** The greatest number of hosts that were stale at one moment. */
async function watchStale(db: Database, endAt: number): Promise<number> {
  let most = 0;
  while (performance.now() < endAt) {
    const before = new Date(Date.now() - STALE_MS);
    const where = { OR: [{ reportedAt: null }, { reportedAt: { lt: before } }] };
    most = Math.max(most, await db.prisma.host.count({ where }));
    await pause(5_000);
  }
  return most;
}

/** Agents whose state is not the one that Curfew lists. */
async function countLost(db: Database, agents: readonly LightAgent[], counts: Counts): Promise<number> {
  for (let i = 0; i < 100 && counts.changesTaken < counts.changesSent; i++) await pause(100);
  const rows = await db.prisma.liveSession.findMany({
    select: { state: true, host: { select: { machineId: true } } },
  });
  const listed = new Map(rows.map((row) => [row.host.machineId, row.state]));
  return agents.filter((agent, i) => (listed.get(machineIdOf(i)) ?? null) !== (agent.session?.state ?? null))
    .length;
}

/** Processor seconds so far, and memory. */
function costOf(pid: number, databasePid: number) {
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { gateway: cpuSeconds(pid), database: cpuOfDatabase(databasePid), rssMb: Number(rss) / 1000 };
}

/** Its backends included; one that has ended is counted by its parent. */
function cpuOfDatabase(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, each) => sum + cpuSeconds(each), 0);
}

function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return 0;
  }
}

async function inTurns<T>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
