import type { Tx } from "./database";

export interface CancelledTargets {
  readonly cancelled: number;
  readonly hostIds: readonly number[];
}

/** Cancels what the hosts have not accepted. The state is read under the row's lock, so a lease and a cancel cannot both win. */
export async function cancelTargets(
  tx: Tx,
  orderId: number,
  now: Date,
  by: string,
): Promise<CancelledTargets> {
  const rows = await tx.$queryRaw<{ host_id: number; cancelled: number }[]>`
    WITH due AS (
      SELECT id, state FROM logoff_target
      WHERE order_id = ${orderId}::int AND state IN ('queued', 'leased', 'warned', 'unreachable')
      ORDER BY id FOR UPDATE
    ),
    moved AS (
      UPDATE logoff_target target
      SET state = 'cancelled', state_at = ${now}::timestamptz, leased_until = NULL,
        detail = CASE due.state WHEN 'leased'
          THEN ${`by ${by}, while the command was on its way: the host may have acted on it`}
          ELSE ${`by ${by}, before the host had it`} END
      FROM due WHERE target.id = due.id
      RETURNING target.id, target.host_id, target.detail
    ),
    steps AS (
      INSERT INTO target_step (target_id, state, at, source, detail)
      SELECT id, 'cancelled', ${now}::timestamptz, 'web', detail FROM moved
    )
    SELECT host_id, count(*)::int AS cancelled FROM moved GROUP BY host_id ORDER BY host_id`;
  return {
    cancelled: rows.reduce((sum, row) => sum + row.cancelled, 0),
    hostIds: rows.map((row) => row.host_id),
  };
}
