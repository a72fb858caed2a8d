import type { Actor } from "@/lib/domain/actor";
import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";
import type { Database, Tx } from "./database";
import type { Prisma } from "./generated/client";

/** So many runs are kept. */
export const RUNS_KEPT = 10_000;
const PRUNE_EVERY = 100n;

export interface BegunRun {
  readonly callId: string;
  readonly script: string;
  readonly event: HookEvent;
  readonly orderId: number | null;
  readonly stateBefore: number;
  readonly now: Date;
}

export async function beginHookRun(db: Database, run: BegunRun): Promise<bigint> {
  const { now, ...facts } = run;
  const { id } = await db.prisma.hookRun.create({
    data: { ...facts, state: "running", askedAt: now, startedAt: now },
    select: { id: true },
  });
  if (id % PRUNE_EVERY === 0n) {
    await db.prisma.hookRun.deleteMany({ where: { id: { lte: id - BigInt(RUNS_KEPT) } } });
  }
  return id;
}

export interface EndedRun {
  readonly state: HookRunState;
  readonly durationMs: number;
  readonly did: string;
  readonly output: string;
  readonly outputBytes: number;
  readonly error: string;
  readonly stateAfter: number;
  readonly detail?: Prisma.InputJsonObject;
}

export async function endHookRun(tx: Tx, id: bigint, ended: EndedRun): Promise<void> {
  const outputBytes = Math.min(ended.outputBytes, 2_147_483_647);
  await tx.hookRun.updateMany({ where: { id }, data: { ...ended, outputBytes } });
}

/** What ran before the order was there belongs to it all the same. */
export async function nameOrderOfCall(db: Database, callId: string, orderId: number): Promise<void> {
  await db.prisma.hookRun.updateMany({ where: { callId, orderId: null }, data: { orderId } });
}

/** Runs that a killed gateway left standing. */
export async function closeLeftRuns(db: Database, before: Date): Promise<void> {
  await db.prisma.hookRun.updateMany({
    where: { state: "running", startedAt: { lt: before } },
    data: { state: "stopped", did: "Ended with the gateway", error: "The gateway stopped while it ran." },
  });
}

export interface AskedDryRun {
  readonly id: bigint;
  readonly script: string;
  readonly event: HookEvent;
  readonly orderId: number;
}

/** The oldest dry run that waits, taken so that no other gateway takes it too. */
export async function takeDryRun(db: Database, now: Date): Promise<AskedDryRun | null> {
  const { rows } = await db.pool.query<AskedDryRun>(
    `UPDATE hook_run SET state = 'running', started_at = $1
     WHERE id = (SELECT id FROM hook_run WHERE state = 'asked' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, script, event, order_id AS "orderId"`,
    [now],
  );
  const [row] = rows;
  return row ? { ...row, id: BigInt(row.id) } : null;
}

export interface HookRunFacts {
  readonly id: string;
  readonly callId: string;
  readonly script: string;
  readonly event: HookEvent;
  readonly orderId: number | null;
  readonly isDry: boolean;
  readonly state: HookRunState;
  readonly askedBy: Actor | null;
  readonly askedAt: Date;
  readonly durationMs: number | null;
  readonly did: string;
  readonly output: string;
  readonly outputBytes: number;
  readonly error: string;
  readonly stateBefore: number;
  readonly stateAfter: number;
  readonly detail: Prisma.JsonValue;
}

export interface HookRunFilter {
  readonly script: string | null;
  readonly onlyErrors: boolean;
  readonly orderId: number | null;
  readonly before: bigint | null;
  readonly limit: number;
}

const FINE = ["ok", "asked", "running"];

/** Real runs, newest first. */
export async function listHookRuns(db: Database, filter: HookRunFilter): Promise<HookRunFacts[]> {
  const { script, onlyErrors, orderId, before, limit } = filter;
  const rows = await db.prisma.hookRun.findMany({
    where: {
      isDry: false,
      ...(script === null ? {} : { script }),
      ...(onlyErrors ? { state: { notIn: FINE } } : {}),
      ...(orderId === null ? {} : { orderId }),
      ...(before === null ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(toFacts);
}

export type OrderHookRun = Omit<HookRunFacts, "orderId" | "isDry" | "askedBy" | "detail">;
/** As many scripts as a folder may hold, for each of the three events. */
const MOST_OF_ORDER = 300;

/** Every script that ran for an order, in the order in which they ran. */
export async function listRunsOfOrder(db: Database, orderId: number): Promise<OrderHookRun[]> {
  const filter = { script: null, onlyErrors: false, orderId, before: null, limit: MOST_OF_ORDER };
  const runs = await listHookRuns(db, filter);
  return runs.map(({ orderId: _, isDry: __, askedBy: ___, detail: ____, ...run }) => run).reverse();
}

export async function findLastDryRun(db: Database, script: string): Promise<HookRunFacts | null> {
  const row = await db.prisma.hookRun.findFirst({ where: { script, isDry: true }, orderBy: { id: "desc" } });
  return row ? toFacts(row) : null;
}

export async function countHookRuns(db: Database): Promise<{ runs: number; errors: number }> {
  const [runs, errors] = await Promise.all([
    db.prisma.hookRun.count({ where: { isDry: false } }),
    db.prisma.hookRun.count({ where: { isDry: false, state: { notIn: FINE } } }),
  ]);
  return { runs, errors };
}

/** The slowest but five in a hundred of each script's last 200 runs, in milliseconds. */
export async function readHookPaces(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.pool.query<{ script: string; p95: number }>(
    `SELECT s.name AS script, percentile_cont(0.95) WITHIN GROUP (ORDER BY r.duration_ms) AS p95
     FROM hook_script s CROSS JOIN LATERAL (
       SELECT duration_ms FROM hook_run WHERE script = s.name AND NOT is_dry AND duration_ms IS NOT NULL
       ORDER BY id DESC LIMIT 200) r
     GROUP BY s.name`,
  );
  return new Map(rows.map(({ script, p95 }) => [script, p95]));
}

type Row = Prisma.HookRunGetPayload<object>;

function toFacts(row: Row): HookRunFacts {
  const { id, event, state, askedBy, ...rest } = row;
  // Safe: only the verbs write these columns, from the same unions.
  return {
    ...rest,
    id: id.toString(),
    event: event as HookEvent,
    state: state as HookRunState,
    askedBy: askedBy as unknown as Actor | null,
  };
}
