import type { RecordRef } from "@/lib/domain/ending";
import type { TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";

/** A target and the audited end of the very session that it means. */
export interface MatchedEnding {
  readonly targetId: bigint;
  readonly orderId: number;
  readonly state: TargetState;
  readonly detail: string;
  readonly orderedAt: Date;
  readonly orderExpiresAt: Date;
  /** The host said that it took the command, or that it acted on it. */
  readonly wasAccepted: boolean;
  readonly sessionId: bigint;
  readonly endKind: string;
  readonly endAt: Date | null;
  readonly endNotBefore: Date | null;
  readonly endNotAfter: Date | null;
  readonly endConfidence: string;
  readonly endRecords: readonly RecordRef[];
}

export interface EndingQuery {
  readonly hostId: number;
  /** Targets in these states are looked at whatever their boot. */
  readonly waiting: readonly TargetState[];
  /** Targets in these, which late evidence may still move, only in boots that gained events. */
  readonly late: readonly TargetState[];
  readonly bootIds: readonly number[];
}

/** Without a logon id the nearest start decides: session ids are re-used within a boot. */
const NEAREST_START_SECONDS = 60;

export async function matchEndings(tx: Tx, query: EndingQuery): Promise<MatchedEnding[]> {
  return tx.$queryRaw<MatchedEnding[]>`
    SELECT DISTINCT ON (target.id) target.id AS "targetId", target.order_id AS "orderId", target.state, target.detail,
      logoff_order.created_at AS "orderedAt", logoff_order.expires_at AS "orderExpiresAt",
      EXISTS (
        SELECT FROM target_step step WHERE step.target_id = target.id AND step.state IN ('accepted', 'executed')
      ) AS "wasAccepted",
      session.id AS "sessionId", session.end_kind AS "endKind", session.end_at AS "endAt",
      session.end_not_before AS "endNotBefore", session.end_not_after AS "endNotAfter",
      session.end_confidence AS "endConfidence", session.end_records AS "endRecords"
    FROM logoff_target target
    JOIN logoff_order ON logoff_order.id = target.order_id
    JOIN boot ON boot.host_id = target.host_id AND boot.key = target.boot_key
    JOIN session ON session.host_id = target.host_id AND session.boot_id = boot.id
      AND session.account_id = target.account_id AND session.end_kind <> 'open'
      AND CASE
        WHEN target.logon_id IS NOT NULL
          THEN session.logon_id = target.logon_id OR session.linked_logon_id = target.logon_id
        ELSE session.session_id = target.session_id AND (session.started_at IS NULL
          OR abs(extract(epoch FROM session.started_at - target.logged_on_at)) <= ${NEAREST_START_SECONDS}::int)
      END
    WHERE target.host_id = ${query.hostId}::int AND logoff_order.verb IN ('log_off', 'force')
      AND (target.state = ANY(${[...query.waiting]}::text[])
        OR (target.state = ANY(${[...query.late]}::text[]) AND boot.id = ANY(${[...query.bootIds]}::int[])))
    ORDER BY target.id, abs(extract(epoch FROM session.started_at - target.logged_on_at)) NULLS LAST`;
}
