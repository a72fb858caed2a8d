import type { Database } from "./database";

/** Live sessions that are the very ones of targets that failed, were refused or expired: the same incarnation. */
export async function listRetryable(db: Database, orderId: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT live.id::text AS id
     FROM logoff_target t
     JOIN live_session live ON live.host_id = t.host_id AND live.boot_key = t.boot_key
       AND live.session_id = t.session_id AND live.logged_on_at = t.logged_on_at AND live.account_id = t.account_id
     WHERE t.order_id = $1 AND t.state IN ('failed', 'refused', 'expired')
     ORDER BY live.id`,
    [orderId],
  );
  return rows.map((row) => row.id);
}
