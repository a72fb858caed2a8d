import type { Actor } from "@/lib/domain/actor";
import { MOVING } from "@/lib/domain/target-stage";
import type { Database, Tx } from "./database";
import type { Prisma } from "./generated/client";

/** So many runs are kept. */
const RUNS_KEPT = 1_000;
const wasEnded = (target: string) => `(${target}.gone_at IS NOT NULL OR ${target}.proved_at IS NOT NULL)`;

/** Null where one is asked for or under way already. */
export async function askSync(tx: Tx, askedBy: Actor, now: Date): Promise<number | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO super_office_run (kind, asked_by, asked_at, state)
    VALUES ('sync', ${JSON.stringify(askedBy)}::jsonb, ${now}, 'asked')
    ON CONFLICT (kind) WHERE kind = 'sync' AND state IN ('asked', 'running') DO NOTHING
    RETURNING id`;
  return rows[0]?.id ?? null;
}

export interface TakenRun {
  readonly id: number;
  readonly kind: "sync" | "log_off";
  readonly orderId: number | null;
}

/** The oldest run that waits, taken so that no other gateway takes it too. */
export async function takeSuperOfficeRun(db: Database, now: Date): Promise<TakenRun | null> {
  const { rows } = await db.pool.query<TakenRun>(
    `UPDATE super_office_run SET state = 'running', started_at = $1
     WHERE id = (SELECT id FROM super_office_run WHERE state = 'asked' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id, kind, order_id AS "orderId"`,
    [now],
  );
  return rows[0] ?? null;
}

export async function endSuperOfficeRun(
  tx: Tx,
  id: number,
  ended: { readonly facts: Prisma.InputJsonObject } | { readonly error: string },
  now: Date,
): Promise<void> {
  const state = "error" in ended ? "failed" : "done";
  await tx.superOfficeRun.updateMany({
    where: { id, state: "running" },
    data: { ...ended, state, endedAt: now },
  });
  await tx.superOfficeRun.deleteMany({ where: { id: { lte: id - RUNS_KEPT } } });
}

/** Runs that a killed gateway left standing. What was asked there is not asked a second time. */
export async function closeLeftSuperOfficeRuns(db: Database, now: Date): Promise<void> {
  await db.prisma.superOfficeRun.updateMany({
    where: { state: "running" },
    data: { state: "failed", endedAt: now, error: "The gateway stopped while it ran." },
  });
}

/** Whether users were read, or asked for, since then. */
export async function wasSyncedSince(db: Database, since: Date): Promise<boolean> {
  const found = await db.prisma.superOfficeRun.findFirst({
    where: { kind: "sync", askedAt: { gte: since } },
    select: { id: true },
  });
  return found !== null;
}

/** Writes down a run for each order that has ended sessions of linked associates and has settled; once per order. */
export async function askForSettledOrders(
  db: Database,
  server: string,
  since: Date,
  now: Date,
): Promise<number> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO super_office_run (kind, order_id, asked_by, asked_at, state)
     SELECT 'log_off', o.id, o.requested_by, $3, 'asked'
     FROM logoff_order o
     WHERE o.created_at >= $2 AND o.verb IN ('log_off', 'force')
       AND NOT EXISTS (SELECT FROM super_office_run r WHERE r.order_id = o.id)
       AND NOT EXISTS (SELECT FROM logoff_target t WHERE t.order_id = o.id AND t.state = ANY($4))
       AND EXISTS (
         SELECT FROM logoff_target t JOIN super_office_associate s ON s.associate_id = t.associate_id
         WHERE t.order_id = o.id AND ${wasEnded("t")} AND s.server = $1)
     ORDER BY o.id LIMIT 100
     ON CONFLICT (order_id) DO NOTHING`,
    [server, since, now, MOVING],
  );
  return rowCount ?? 0;
}

/**
 * Their ids there, of those whom the order logged off and who are on nowhere else. A record may prove an end before the
 * host's list is short of it: what this order ended is no longer on.
 */
export async function listLoggedOffThere(db: Database, server: string, orderId: number): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    `SELECT DISTINCT s.super_office_id AS id
     FROM logoff_target t JOIN super_office_associate s ON s.associate_id = t.associate_id
     WHERE t.order_id = $2 AND ${wasEnded("t")} AND s.server = $1
       AND NOT EXISTS (
         SELECT FROM live_session l
         WHERE l.associate_id = t.associate_id AND NOT EXISTS (
           SELECT FROM logoff_target own
           WHERE own.order_id = t.order_id AND ${wasEnded("own")} AND own.host_id = l.host_id
             AND own.boot_key = l.boot_key AND own.session_id = l.session_id AND own.logged_on_at = l.logged_on_at))
     ORDER BY 1`,
    [server, orderId],
  );
  return rows.map(({ id }) => id);
}
