import type { DropReason } from "@/lib/domain/order-preview";
import { endsSession, type OrderVerb, verbObstacle } from "@/lib/domain/order-verb";
import type { Tx } from "./database";

export interface Judging {
  readonly verb: OrderVerb;
  readonly liveSessionIds: readonly string[];
  /** Whoever asks, so that nobody logs themselves off. */
  readonly operatorId: number | null;
  readonly includeProtected: boolean;
}

/** A session that was asked for, and whether it may be a target. */
export interface JudgedSession {
  readonly id: string;
  readonly why: DropReason | null;
  readonly hostId: number | null;
  /** An associate's id, or an account's below zero. */
  readonly who: number | null;
  readonly platform: string;
  readonly line: string;
  readonly state: string;
  readonly stateSince: Date | null;
  readonly reportedAt: Date | null;
  readonly isProtected: boolean;
}

interface Facts extends Omit<JudgedSession, "why"> {
  readonly machineId: string | null;
  readonly operatorId: number | null;
  readonly isOrdered: boolean;
}

/** Looks at every session that was asked for, in the order of their ids. */
export async function judgeSessions(tx: Tx, judging: Judging): Promise<JudgedSession[]> {
  const found = await tx.$queryRaw<Facts[]>`
    SELECT asked_id::text AS id, live.host_id AS "hostId", host.machine_id AS "machineId",
      COALESCE(live.associate_id, account.associate_id, -live.account_id) AS who, COALESCE(host.platform, '') AS platform,
      COALESCE(live.line, '') AS line, COALESCE(live.state, '') AS state, live.state_since AS "stateSince",
      host.reported_at AS "reportedAt", account.operator_id AS "operatorId",
      COALESCE(associate.is_protected, false) AS "isProtected",
      live.id IS NOT NULL AND EXISTS (
        SELECT FROM logoff_target target
        WHERE target.host_id = live.host_id AND target.boot_key = live.boot_key
          AND target.session_id = live.session_id AND target.logged_on_at = live.logged_on_at
          AND target.state IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unreachable')
      ) AS "isOrdered"
    FROM (SELECT DISTINCT unnest(${[...judging.liveSessionIds]}::text[])::bigint AS asked_id) asked
    LEFT JOIN live_session live ON live.id = asked_id
    LEFT JOIN host ON host.id = live.host_id
    LEFT JOIN account ON account.id = live.account_id
    LEFT JOIN associate ON associate.id = COALESCE(live.associate_id, account.associate_id)
    ORDER BY asked_id`;
  return found.map(({ machineId, operatorId, isOrdered, ...facts }) => ({
    ...facts,
    why: judge({ ...facts, machineId, operatorId, isOrdered }, judging),
  }));
}

function judge(facts: Facts, { verb, operatorId, includeProtected }: Judging): DropReason | null {
  if (facts.hostId === null || facts.machineId === null) return "gone";
  if (operatorId !== null && facts.operatorId === operatorId && verb !== "message") return "yourself";
  if (facts.isProtected && verb !== "message" && !includeProtected) return "protected";
  if (facts.isOrdered && (endsSession(verb) || verb === "disconnect")) return "already";
  if (verbObstacle(verb, facts)) return "unsupported";
  return null;
}
