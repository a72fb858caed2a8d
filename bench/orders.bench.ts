import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "@/agent/clock";
import { enrolAgent } from "@/agent/enrol";
import { runAgent } from "@/agent/run-agent";
import { SimulatedHost } from "@/agent/simulated/simulated-host";
import { simulatedPlatform } from "@/agent/simulated/simulated-platform";
import { deliverInDisorder } from "@/agent/testing/deliver-in-disorder";
import type { Actor } from "@/lib/domain/actor";
import { previewOrder } from "@/lib/services/preview-order";
import { requestOrder } from "@/lib/services/request-order";
import { type Database, openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { makeToken } from "../scripts/hosts/loop-part.mjs";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { type Figure, spread } from "./figure";

const PORT = 3354;
const DELIVERIES = 100_000;
const ROUNDS = 5;
const HOSTS = 20;
const PER_HOST = 50;
const PATIENCE_MS = 120_000;

/** What an order costs, how long it takes to be proved, and that disorder on the wire does no harm. */
export async function* run(): AsyncGenerator<Figure> {
  const product = await startScratchProduct({ port: PORT, name: "bench-orders" });
  const db = openDatabase(product.databaseUrl, 4);
  try {
    const actor = await makeOperator(db);
    yield* measureProofs(db, actor, product);
    yield* await measureAcceptance(db, actor);
  } finally {
    await db.close();
    await product.stop();
  }
  yield await measureDisorder();
}

async function measureDisorder(): Promise<Figure> {
  const stateDir = mkdtempSync(path.resolve(".next", "disorder-"));
  try {
    const { deliveries, commands, executed, mostPerCommand, wrongSessions, kills, restarts } =
      await deliverInDisorder({ seed: 2026, deliveries: DELIVERIES, stateDir });
    return {
      what: "deliveries in disorder (aim ≤ 1 per command, 0 wrong sessions)",
      says: `${deliveries} deliveries of ${commands} commands, ${kills} kills, ${restarts} restarts: ${executed} carried out, at most ${mostPerCommand} per command, ${wrongSessions} wrong sessions`,
      values: { deliveries, commands, executed, mostPerCommand, wrongSessions, kills, restarts },
    };
  } finally {
    rmSync(stateDir, { recursive: true });
  }
}

async function makeOperator(db: Database): Promise<Actor> {
  const data = { displayName: "Bench", role: "operator", passwordHash: "-", createdAt: new Date() };
  const operator = await db.prisma.operator.create({ data: { name: "op-bench", ...data } });
  // One operator measures: nobody is there to approve.
  await db.prisma.setting.create({ data: { key: "orders.approvalAbove", value: 10_000 } });
  return { kind: "operator", operatorId: operator.id, name: operator.name, role: "operator" };
}

async function measureAcceptance(db: Database, actor: Actor): Promise<Figure[]> {
  await seedLiveSessions(db, 10_000, new Date());
  await db.prisma.associate.updateMany({ data: { isProtected: false } });
  await db.pool.query("ANALYZE");
  const previews: number[] = [];
  const requests: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ctx = () => ({ actor, now: new Date(), db });
    const targets = { kind: "filter", query: "" } as const;
    const beganAt = performance.now();
    const { hash, sessions } = await previewOrder(ctx(), { targets });
    if (sessions < 10_000) throw new Error(`only ${sessions} sessions are meant`);
    const shownAt = performance.now();
    const asked = { requestKey: randomUUID(), targets, reason: "bench", previewHash: hash };
    const { targets: made } = await requestOrder(ctx(), asked);
    if (made < 10_000) throw new Error(`only ${made} targets were accepted`);
    previews.push(shownAt - beganAt);
    requests.push(performance.now() - shownAt);
    await db.prisma.logoffOrder.deleteMany();
  }
  return [
    spread("preview of 10,000 sessions", previews),
    spread("order of 10,000 targets accepted (aim ≤ 1 s)", requests),
  ];
}

async function* measureProofs(
  db: Database,
  actor: Actor,
  product: { readonly folder: string; readonly gatewayUrl: string; readonly databaseUrl: string },
): AsyncGenerator<Figure> {
  const stop = new AbortController();
  const hosts: SimulatedHost[] = [];
  const agents: Promise<void>[] = [];
  try {
    for (let i = 0; i < HOSTS; i++) {
      const host = new SimulatedHost({ seed: i + 1, name: `BENCH-${i}`, clock: systemClock, domainSeed: 9 });
      host.boot();
      const platform = simulatedPlatform(host);
      const stateDir = mkdtempSync(path.join(product.folder, "agent-"));
      const token = await makeToken(product.databaseUrl);
      await enrolAgent({ platform, stateDir, serverUrl: product.gatewayUrl, token });
      agents.push(runAgent({ platform, stateDir, signal: stop.signal }).catch(() => {}));
      hosts.push(host);
    }
    for (const targets of [1, 100, 1_000]) {
      const samples: number[] = [];
      const failures: Record<string, number> = {};
      for (let round = 0; round < (targets === 1_000 ? 2 : ROUNDS); round++) {
        await measureOnce({ db, actor, hosts, targets, samples, failures });
      }
      const figure = spread(
        `click → proved, ${targets} targets on ${Math.min(targets, HOSTS)} hosts`,
        samples,
      );
      const failed = Object.entries(failures).map(([cause, n]) => `${n} ${cause}`);
      yield { ...figure, says: `${figure.says}; failures: ${failed.join(", ") || "none"}` };
    }
    await until(db, 0);
  } finally {
    stop.abort();
    await Promise.allSettled(agents);
  }
}

interface Round {
  readonly db: Database;
  readonly actor: Actor;
  readonly hosts: readonly SimulatedHost[];
  readonly targets: number;
  readonly samples: number[];
  readonly failures: Record<string, number>;
}

async function measureOnce({ db, actor, hosts, targets, samples, failures }: Round): Promise<void> {
  // The record of a logoff may be here before the host's list without the session: that one must not be counted again.
  await until(db, 0);
  for (let i = 0; i < targets; i++) {
    const host = hosts[i % hosts.length];
    host?.logOn({ name: `b${i}`, displayName: `Bench ${i}` }, { clientAddress: "10.0.0.9" });
  }
  if (targets > HOSTS * PER_HOST) throw new Error("more targets than the hosts hold");
  const live = await until(db, targets);
  const made = await requestOrder(
    { actor, now: new Date(), db },
    { requestKey: randomUUID(), targets: { kind: "sessions", ids: live }, reason: "bench" },
  );
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await db.prisma.logoffTarget.count({
      where: {
        orderId: made.orderId,
        state: { in: ["queued", "leased", "accepted", "executed", "gone", "unreachable"] },
      },
    });
    if (left === 0 || Date.now() > end) break;
    await pause(100);
  }
  const { rows } = await db.pool.query<{ state: string; detail: string; ms: number | null }>(
    `SELECT t.state, t.detail, EXTRACT(EPOCH FROM t.proved_at - o.created_at)::float8 * 1000 AS ms
     FROM logoff_target t JOIN logoff_order o ON o.id = t.order_id WHERE o.id = $1`,
    [made.orderId],
  );
  for (const { state, detail, ms } of rows) {
    if (state === "proved" && ms !== null) samples.push(ms);
    else failures[`${state}: ${detail}`] = (failures[`${state}: ${detail}`] ?? 0) + 1;
  }
}

async function until(db: Database, sessions: number): Promise<string[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const live = await db.prisma.liveSession.findMany({ select: { id: true } });
    if (live.length === sessions) return live.map((row) => row.id.toString());
    if (Date.now() > end) throw new Error(`${live.length} of ${sessions} sessions are listed`);
    await pause(50);
  }
}
