import type { Tx } from "./database";

/** Any constant: orders are written one after another, so that two of them never mean the same session. */
const ORDER_LOCK = 7_226_002n;

export type DropReason = "gone" | "yourself" | "protected" | "already";

export interface DroppedSession {
  readonly id: string;
  readonly why: DropReason;
}

export interface InsertedTargets {
  readonly targets: number;
  readonly hostIds: readonly number[];
  readonly dropped: readonly DroppedSession[];
}

export interface TargetsToInsert {
  readonly orderId: number;
  readonly liveSessionIds: readonly string[];
  /** Whoever asks, so that nobody logs themselves off. */
  readonly operatorId: number | null;
  readonly now: Date;
}

/** Held until the caller's transaction ends. */
export async function lockOrders(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ORDER_LOCK})`;
}

/** Turns live sessions into queued targets, each with its fence, in one statement; says which were dropped and why. */
export async function insertOrderTargets(tx: Tx, input: TargetsToInsert): Promise<InsertedTargets> {
  const { orderId, liveSessionIds, operatorId, now } = input;
  const rows = await tx.$queryRaw<
    { why: DropReason | null; id: string | null; host_id: number | null; targets: number }[]
  >`
    WITH asked AS (SELECT DISTINCT unnest(${[...liveSessionIds]}::text[])::bigint AS asked_id),
    seen AS (
      SELECT asked_id, live.*, host.machine_id, account.key AS account_key, account.operator_id,
        COALESCE(associate.is_protected, false) AS is_protected,
        EXISTS (
          SELECT FROM logoff_target target
          WHERE target.host_id = live.host_id AND target.boot_key = live.boot_key
            AND target.session_id = live.session_id AND target.logged_on_at = live.logged_on_at
            AND target.state IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unreachable')
        ) AS is_ordered
      FROM asked
      LEFT JOIN live_session live ON live.id = asked_id
      LEFT JOIN host ON host.id = live.host_id
      LEFT JOIN account ON account.id = live.account_id
      LEFT JOIN associate ON associate.id = COALESCE(live.associate_id, account.associate_id)
    ),
    judged AS (
      SELECT *, CASE
        WHEN id IS NULL OR machine_id IS NULL THEN 'gone'
        WHEN operator_id = ${operatorId}::int THEN 'yourself'
        WHEN is_protected THEN 'protected'
        WHEN is_ordered THEN 'already'
      END AS why
      FROM seen
    ),
    made AS (
      INSERT INTO logoff_target (order_id, host_id, account_id, associate_id, machine_id, boot_key, session_id,
        logon_id, account_key, logged_on_at, state, state_at, command_id)
      SELECT ${orderId}::int, host_id, account_id, associate_id, machine_id, boot_key, session_id,
        logon_id, account_key, logged_on_at, 'queued', ${now}::timestamptz, gen_random_uuid()
      FROM judged WHERE why IS NULL ORDER BY host_id, asked_id
      RETURNING id, host_id
    ),
    steps AS (
      INSERT INTO target_step (target_id, state, at, source)
      SELECT id, 'queued', ${now}::timestamptz, 'web' FROM made
    )
    SELECT NULL AS why, NULL AS id, host_id, count(*)::int AS targets FROM made GROUP BY host_id
    UNION ALL
    SELECT why, asked_id::text, NULL, 0 FROM judged WHERE why IS NOT NULL`;
  return {
    targets: rows.reduce((sum, row) => sum + row.targets, 0),
    hostIds: rows.flatMap((row) => (row.host_id === null ? [] : [row.host_id])).sort((a, b) => a - b),
    dropped: rows.flatMap(({ id, why }) => (id && why ? [{ id, why }] : [])),
  };
}
