import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import { COMMAND_LIFE_MS, PROOF_PATIENCE_MS, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";

/** How long a session may stay after the host said that it had acted. */
const DEPARTURE_PATIENCE_MS = 60_000;
const PER_SWEEP = 5_000;

export interface DueTarget {
  readonly id: bigint;
  readonly orderId: number;
  readonly hostId: number;
  readonly orderExpiresAt: Date;
  readonly state: TargetState;
  /** The order waits for a second operator. */
  readonly isPending: boolean;
  readonly wasWarned: boolean;
  readonly why:
    | "order_expired"
    | "silent"
    | "back"
    | "lease_expired"
    | "lease_cancelled"
    | "never_told"
    | "no_record"
    | "still_there";
}

/** Targets that time alone moves on. */
export async function listDueTargets(tx: Tx, now: Date): Promise<DueTarget[]> {
  return tx.$queryRaw<DueTarget[]>`
    WITH clock AS (SELECT ${now}::timestamptz AS now)
    SELECT * FROM (
      SELECT target.id, target.order_id AS "orderId", target.host_id AS "hostId",
        logoff_order.expires_at AS "orderExpiresAt", target.state, logoff_order.approval = 'pending' AS "isPending",
        target.warned_at IS NOT NULL AS "wasWarned",
        CASE
          WHEN target.state IN ('queued', 'warned', 'unreachable') AND logoff_order.expires_at <= clock.now
            THEN 'order_expired'
          WHEN target.state = 'queued' AND logoff_order.start_at <= clock.now
            AND logoff_order.approval IN ('none', 'approved')
            AND host.reported_at < clock.now - ${STALE_AFTER_MS}::int * interval '1 millisecond' THEN 'silent'
          WHEN target.state = 'unreachable'
            AND host.reported_at >= clock.now - ${STALE_AFTER_MS}::int * interval '1 millisecond' THEN 'back'
          WHEN target.state = 'leased' AND target.leased_until <= clock.now
            THEN CASE WHEN logoff_order.cancelled_at IS NULL THEN 'lease_expired' ELSE 'lease_cancelled' END
          WHEN target.state = 'accepted' AND logoff_order.expires_at <= clock.now
            AND target.state_at <= clock.now - ${COMMAND_LIFE_MS}::int * interval '1 millisecond' THEN 'never_told'
          WHEN target.state = 'gone'
            AND target.state_at <= clock.now - ${PROOF_PATIENCE_MS}::int * interval '1 millisecond' THEN 'no_record'
          WHEN target.state = 'executed'
            AND target.state_at <= clock.now - ${DEPARTURE_PATIENCE_MS}::int * interval '1 millisecond'
            AND host.reported_at > target.state_at
            AND EXISTS (
              SELECT FROM live_session live
              WHERE live.host_id = target.host_id AND live.boot_key = target.boot_key
                AND live.session_id = target.session_id AND live.logged_on_at = target.logged_on_at
            ) THEN 'still_there'
        END AS why
      FROM logoff_target target
      CROSS JOIN clock
      JOIN logoff_order ON logoff_order.id = target.order_id
      JOIN host ON host.id = target.host_id
      WHERE target.state IN ('queued', 'unreachable', 'warned', 'leased', 'accepted', 'gone', 'executed')
    ) AS due
    WHERE why IS NOT NULL ORDER BY id LIMIT ${PER_SWEEP}::int`;
}
