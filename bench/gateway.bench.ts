import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { requestOrder } from "@/lib/services/request-order";
import { type Database, openDatabase } from "@/lib/storage/database";
import { startScratchGateway } from "../scripts/start-scratch-gateway.mjs";
import { type Figure, spread } from "./figure";
import { costOf, countStatements, type FleetCost, GENERATOR, rssOf } from "./fleet-cost";
import { type Counts, noCounts } from "./light-agents";
import { changeAgainAndAgain, compare, enrolAll, untilAllIsTold } from "./light-fleet";

const PORT = 3361;
const AGENTS = Number(process.env.CURFEW_BENCH_AGENTS ?? 2_000);
const MINUTES = Number(process.env.CURFEW_BENCH_MINUTES ?? 1);
const CHANGE_EVERY_MS = 15_000;
/** A host that was silent this long is shown as stale: a heartbeat was lost. */
const STALE_MS = 60_000;
const ORDERS_PER_SECOND = 2;
const PATIENCE_MS = 30_000;

type Gateway = Awaited<ReturnType<typeof startScratchGateway>>;

/** One gateway, and a simulated fleet that changes state: what is lost, how fast a command gets out, and what it costs. */
export async function run(): Promise<Figure[]> {
  const settings = ["shared_preload_libraries=pg_stat_statements"];
  const gateway = await startScratchGateway({ port: PORT, name: "fleet", nodeArgs: profileArgs(), settings });
  const owner = openDatabase(gateway.databaseUrl, 1);
  await countStatements(owner).finally(() => owner.close());
  const db = openDatabase(gateway.databaseUrl.replace("//postgres@", `//${GENERATOR}@`), 4);
  try {
    return await measure(db, gateway);
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

async function measure(db: Database, gateway: Gateway): Promise<Figure[]> {
  const counts = noCounts();
  const agents = await enrolAll(db, PORT, AGENTS, counts);
  const rampAt = performance.now();
  await inTurns(agents, 256, (agent) => agent.tell());
  const rampMs = performance.now() - rampAt;
  const emptyMb = rssOf(gateway.pid ?? 0);
  for (const agent of agents) void agent.poll();
  await pause(2_000);
  Object.assign(counts, { answered: 0, changesMade: 0, changesTaken: 0 });
  counts.pushMs.length = 0;

  const parkedMb = rssOf(gateway.pid ?? 0);
  const before = await costOf(db, gateway);
  const startedAt = performance.now();
  const endAt = startedAt + MINUTES * 60_000;
  const watched = watch(db, endAt);
  const orders = orderAgainAndAgain(db, counts, endAt);
  await changeAgainAndAgain(agents, CHANGE_EVERY_MS, endAt);
  const [seen, { dispatchMs, undelivered }] = await Promise.all([watched, orders]);
  await untilAllIsTold(counts);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await costOf(db, gateway);
  const lost = counts.changesMade - counts.changesTaken;
  const truth = await compare(db, agents, counts);
  const pairing = await untilPaired(db, counts);
  for (const agent of agents) agent.stop();

  const words = [...counts.failures].map(([what, times]) => `${times} × ${what}`).join("; ");
  return [
    {
      what: `${count(AGENTS)} simulated agents, a change each 15 s, ${MINUTES} min: lost (aim 0)`,
      says: `${lost} of ${count(counts.changesMade)} changes, ${truth.wrongHosts} states, ${truth.lostRecords} of ${count(counts.recordsTaken)} records, ${undelivered} commands, ${seen.stale} heartbeats; doubled ${truth.doubledSessions} sessions, ${truth.doubledRecords} records; ${counts.failed} requests tried again${words && `: ${words}`}`,
      values: { agents: AGENTS, lost, ...truth, undelivered, heartbeats: seen.stale, failed: counts.failed },
    },
    spread("change happened → on disk", counts.pushMs),
    spread("order written → command at the agent (aim p95 ≤ 2 s)", dispatchMs),
    costFigure(before, after, seconds, counts),
    {
      what: "memory of the gateway",
      says: `${Math.round(emptyMb)} MB with everybody known, ${Math.round(parkedMb)} MB with ${count(AGENTS)} polls held (${Math.round(((parkedMb - emptyMb) / AGENTS) * 1000)} kB each), ${Math.round(after.rssMb)} MB at the end`,
      values: { emptyMb, parkedMb, rssMb: after.rssMb },
    },
    {
      what: "pairing of what the logs told",
      says: `behind by ${took(seen.pairingLagMs)} at most, ${count(seen.due)} hosts due; ${pairing.says}`,
      values: { pairingLagMs: seen.pairingLagMs, due: seen.due, ...pairing.values },
    },
    {
      what: "all of them at once, first reports",
      says: `taken in ${took(rampMs)}, ${Math.round((AGENTS / rampMs) * 1000)}/s`,
      values: { rampMs },
    },
  ];
}

function costFigure(before: FleetCost, after: FleetCost, seconds: number, counts: Counts): Figure {
  const requests = counts.answered / seconds;
  const changes = counts.pushMs.length / seconds;
  const cores = (part: "gateway" | "database" | "generator") => (after[part] - before[part]) / seconds;
  const [gateway, database, generator] = [cores("gateway"), cores("database"), cores("generator")];
  const each = (after.statements - before.statements) / counts.pushMs.length;
  const perRequestMs = ((gateway + database) / requests) * 1000;
  return {
    what: "what that costs",
    says: `${Math.round(requests)} requests/s, ${Math.round(changes)} changes/s; gateway ${gateway.toFixed(2)} cores, PostgreSQL ${database.toFixed(2)}, generator ${generator.toFixed(2)}; ${perRequestMs.toFixed(2)} ms of processor for a request; ${each.toFixed(2)} statements for a change`,
    values: { requests, changes, gateway, database, generator, perRequestMs, statements: each },
  };
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
    // Any session of a host that has no order under way, without going through all of them.
    const { rows } = await db.pool.query<{ id: string }>(
      `SELECT id::text FROM live_session l
       WHERE id >= (SELECT min(id) + floor(random() * (max(id) - min(id)))::bigint FROM live_session)
         AND NOT EXISTS (SELECT 1 FROM logoff_target t WHERE t.host_id = l.host_id AND t.state IN ('queued', 'leased', 'accepted'))
       ORDER BY id LIMIT 1`,
    );
    const [live] = rows;
    if (live) {
      const input = {
        requestKey: randomUUID(),
        targets: { kind: "sessions" as const, ids: [live.id] },
        reason: "bench",
      };
      const asked = await requestOrder({ actor, now: new Date(), db }, input).catch(() => null);
      const at = performance.now();
      const targets = asked
        ? await db.prisma.logoffTarget.findMany({
            where: { orderId: asked.orderId },
            select: { commandId: true },
          })
        : [];
      for (const { commandId } of targets) sentAt.set(commandId, at);
    }
    await pause(Math.max(0, next - performance.now()));
  }
  const left = await untilDelivered(db, sentAt, counts);
  const arrived = [...sentAt].filter(([id]) => counts.commands.has(id));
  return {
    undelivered: left,
    dispatchMs: arrived.map(([id, at]) => Math.max(0, (counts.commands.get(id) ?? 0) - at)),
  };
}

/** Those of the last moment may still be on their way. Whose session ended by itself before, gets no command. */
async function untilDelivered(
  db: Database,
  sentAt: ReadonlyMap<string, number>,
  counts: Counts,
): Promise<number> {
  const endAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const missing = [...sentAt.keys()].filter((id) => !counts.commands.has(id));
    const open = await db.prisma.logoffTarget.count({
      where: { commandId: { in: missing }, state: { in: ["queued", "unreachable", "leased", "expired"] } },
    });
    if (open === 0 || performance.now() > endAt) return open;
    await pause(100);
  }
}

interface Seen {
  /** The greatest number of hosts that were stale at one moment. */
  readonly stale: number;
  /** The greatest number of hosts that waited for pairing, and the longest that one did. */
  readonly due: number;
  readonly pairingLagMs: number;
}

async function watch(db: Database, endAt: number): Promise<Seen> {
  let seen: Seen = { stale: 0, due: 0, pairingLagMs: 0 };
  while (performance.now() < endAt) {
    const before = new Date(Date.now() - STALE_MS);
    const where = { OR: [{ reportedAt: null }, { reportedAt: { lt: before } }] };
    const stale = await db.prisma.host.count({ where });
    const { rows } = await db.pool.query<{ due: number; ms: number | null }>(
      `SELECT count(DISTINCT host_id)::int AS due, extract(epoch FROM now() - min(since))::float8 * 1000 AS ms FROM pair_due`,
    );
    const { due = 0, ms = 0 } = rows[0] ?? {};
    seen = {
      stale: Math.max(seen.stale, stale),
      due: Math.max(seen.due, due),
      pairingLagMs: Math.max(seen.pairingLagMs, ms ?? 0),
    };
    await pause(5_000);
  }
  return seen;
}

/** Sessions that the log says have ended, once everything is paired, or as many as were when patience ended. */
async function untilPaired(db: Database, counts: Counts) {
  const startedAt = performance.now();
  let due = await db.prisma.pairDue.count();
  while (due > 0 && performance.now() - startedAt < PATIENCE_MS) {
    await pause(200);
    due = await db.prisma.pairDue.count();
  }
  const pairedMs = performance.now() - startedAt;
  const ended = await db.prisma.session.count({ where: { endKind: "logged_off" } });
  const rest = due === 0 ? `all of it ${took(pairedMs)} after the end` : `${count(due)} hosts still due`;
  const says = `${rest}: ${count(ended)} of ${count(counts.endsTaken)} endings stand in the history`;
  return { says, values: { pairedMs, left: due, ended, ends: counts.endsTaken } };
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
