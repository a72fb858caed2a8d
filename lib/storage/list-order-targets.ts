import type { RecordRef } from "@/lib/domain/ending";
import type { LiveState, SessionKind } from "@/lib/domain/live-session";
import {
  EXITS,
  MOVING,
  type Stage,
  statesFrom,
  type TargetFilter,
  TO_LOOK_AT,
} from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";
import type { Database } from "./database";
import { SENT } from "./read-order-facts";

export interface OrderTarget {
  readonly id: string;
  readonly state: TargetState;
  readonly stateAt: Date;
  readonly detail: string;
  readonly sessionId: string;
  readonly loggedOnAt: Date;
  readonly evidence: RecordRef | null;
  readonly provedAt: Date | null;
  readonly releaseAt: Date | null;
  readonly accountName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly hostId: number;
  readonly hostName: string;
  readonly platform: string;
  readonly reportedAt: Date | null;
  /** What the host lists now for this very session, or null when it lists it no more. */
  readonly liveState: LiveState | null;
  readonly liveKind: SessionKind | null;
  /** Whether the command ever left for the host. */
  readonly wasSent: boolean;
}

export interface TargetPage {
  readonly orderId: number;
  readonly filter: TargetFilter;
  /** Targets after this one. */
  readonly after: string | null;
  readonly limit: number;
}

/** In the order in which they were written, host by host: rows change in place. */
export async function listOrderTargets(db: Database, page: TargetPage): Promise<OrderTarget[]> {
  const { states, past } = wanted(page.filter);
  const { rows } = await db.pool.query<OrderTarget>(
    `SELECT t.id::text, t.state, t.state_at AS "stateAt", t.detail, t.session_id AS "sessionId",
       t.logged_on_at AS "loggedOnAt", t.evidence, t.proved_at AS "provedAt", t.release_at AS "releaseAt", account.name AS "accountName",
       associate.id AS "associateId", associate.name AS "associateName", host.id AS "hostId",
       host.name AS "hostName", host.platform, host.reported_at AS "reportedAt", live.state AS "liveState",
       live.kind AS "liveKind",
       EXISTS (SELECT FROM target_step s WHERE s.target_id = t.id AND s.state = ANY($7)) AS "wasSent"
     FROM logoff_target t
     JOIN account ON account.id = t.account_id
     JOIN host ON host.id = t.host_id
     LEFT JOIN associate ON associate.id = t.associate_id
     LEFT JOIN live_session live ON live.host_id = t.host_id AND live.boot_key = t.boot_key
       AND live.session_id = t.session_id AND live.logged_on_at = t.logged_on_at
     WHERE t.order_id = $1 AND ($2::bigint IS NULL OR t.id > $2::bigint)
       AND ($3::text[] IS NULL OR t.state = ANY($3) OR ($4::text[] IS NOT NULL AND t.state = ANY($5)
         AND EXISTS (SELECT FROM target_step s WHERE s.target_id = t.id AND s.state = ANY($4))))
     ORDER BY t.id LIMIT $6`,
    [page.orderId, page.after, states, past, EXITS, page.limit, SENT],
  );
  return rows;
}

/** States that match, and states that those which took an exit must have gone through. */
function wanted(filter: TargetFilter): {
  states: readonly TargetState[] | null;
  past: readonly TargetState[] | null;
} {
  if (filter === "all") return { states: null, past: null };
  if (filter === "moving") return { states: MOVING, past: null };
  if (filter === "look") return { states: TO_LOOK_AT, past: null };
  if (!filter.startsWith("reached:")) return { states: [filter as TargetState], past: null };
  const states = statesFrom(filter.slice("reached:".length) as Stage);
  return { states, past: states };
}
