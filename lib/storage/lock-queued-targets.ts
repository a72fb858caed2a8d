import type { OrderVerb } from "@/lib/domain/order-verb";
import { batchesOf } from "./batches";
import type { Database, Tx } from "./database";

/** A target that waits for its host, with its fence. */
export interface QueuedTarget {
  readonly id: bigint;
  readonly orderId: number;
  readonly commandId: string;
  readonly orderExpiresAt: Date;
  readonly verb: OrderVerb;
  readonly message: string;
  readonly machineId: string;
  readonly bootKey: string;
  readonly sessionId: string;
  readonly loggedOnAt: Date;
  readonly accountKey: string;
  /** The host still lists this very session. */
  readonly isListed: boolean;
}

const PER_LEASE = 200;

/** A cheap look before a transaction: most polls find nothing. */
export function hasQueuedTargets(db: Database, hostId: number): Promise<boolean> {
  return looks(db).add(hostId);
}

const looks = batchesOf<number, boolean>((db) => ({
  async take(hostIds) {
    const { rows } = await db.pool.query<{ hostId: number }>({
      name: "queued-targets",
      text: `SELECT DISTINCT host_id AS "hostId" FROM logoff_target
             WHERE host_id = ANY($1::int[]) AND state IN ('queued', 'unreachable', 'warned')`,
      values: [hostIds],
    });
    const queued = new Set(rows.map((row) => row.hostId));
    return hostIds.map((id) => queued.has(id));
  },
}));

/** Locked until the caller's transaction ends; what another gateway has locked is passed over, not waited for. */
export async function lockQueuedTargets(
  tx: Tx,
  hostId: number,
  agentId: number,
  now: Date,
): Promise<QueuedTarget[]> {
  return tx.$queryRaw<QueuedTarget[]>`
    SELECT target.id, target.order_id AS "orderId", target.command_id AS "commandId",
      logoff_order.expires_at AS "orderExpiresAt", logoff_order.verb, logoff_order.message, target.machine_id AS "machineId", target.boot_key AS "bootKey",
      target.session_id AS "sessionId", target.logged_on_at AS "loggedOnAt", target.account_key AS "accountKey",
      host.reported_at IS NULL OR EXISTS (
        SELECT FROM live_session live
        WHERE live.host_id = target.host_id AND live.boot_key = target.boot_key
          AND live.session_id = target.session_id AND live.logged_on_at = target.logged_on_at
          AND live.account_id = target.account_id
      ) AS "isListed"
    FROM logoff_target target
    JOIN logoff_order ON logoff_order.id = target.order_id
    JOIN host ON host.id = target.host_id
    WHERE target.host_id = ${hostId}::int AND target.state IN ('queued', 'unreachable', 'warned')
      AND logoff_order.cancelled_at IS NULL AND logoff_order.expires_at > ${now}::timestamptz
      AND logoff_order.approval IN ('none', 'approved')
      -- With a grace nothing is done before somebody was told, or before it is known that nobody could be.
      AND (logoff_order.grace_seconds = 0 OR target.warned_at IS NOT NULL)
      AND COALESCE(target.release_at, logoff_order.release_at) <= ${now}::timestamptz
      AND EXISTS (
        SELECT FROM agent
        WHERE agent.id = ${agentId}::int AND agent.host_id = target.host_id AND agent.revoked_at IS NULL
      )
    ORDER BY target.id LIMIT ${PER_LEASE}::int
    FOR UPDATE OF target SKIP LOCKED`;
}
