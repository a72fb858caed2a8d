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
  // One row of compact JSON: ten thousand rows would cost more to carry over than to find.
  const [answer] = await tx.$queryRaw<{ found: Found[] | null }[]>`
    SELECT json_agg(json_build_array(asked_id::text, live.host_id, host.machine_id,
      COALESCE(live.associate_id, account.associate_id, -live.account_id), COALESCE(host.platform, ''),
      COALESCE(live.line, ''), COALESCE(live.state, ''), extract(epoch FROM live.state_since) * 1000,
      extract(epoch FROM host.reported_at) * 1000, account.operator_id, COALESCE(associate.is_protected, false),
      live.id IS NOT NULL AND EXISTS (
        SELECT FROM logoff_target target
        WHERE target.host_id = live.host_id AND target.boot_key = live.boot_key
          AND target.session_id = live.session_id AND target.logged_on_at = live.logged_on_at
          AND target.state IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unreachable')
      )) ORDER BY asked_id) AS found
    FROM (SELECT DISTINCT unnest(${[...judging.liveSessionIds]}::text[])::bigint AS asked_id) asked
    LEFT JOIN live_session live ON live.id = asked_id
    LEFT JOIN host ON host.id = live.host_id
    LEFT JOIN account ON account.id = live.account_id
    LEFT JOIN associate ON associate.id = COALESCE(live.associate_id, account.associate_id)`;
  return (answer?.found ?? []).map((found) => {
    const { machineId, operatorId, isOrdered, ...facts } = factsOf(found);
    return { ...facts, why: judge({ ...facts, machineId, operatorId, isOrdered }, judging) };
  });
}

type Found = readonly [
  id: string,
  hostId: number | null,
  machineId: string | null,
  who: number | null,
  platform: string,
  line: string,
  state: string,
  stateSince: number | null,
  reportedAt: number | null,
  operatorId: number | null,
  isProtected: boolean,
  isOrdered: boolean,
];

function factsOf(found: Found): Facts {
  const [id, hostId, machineId, who, platform, line, state, stateSince, reportedAt, operatorId] = found;
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  return {
    ...{ id, hostId, machineId, who, platform, line, state, operatorId },
    stateSince: at(stateSince),
    reportedAt: at(reportedAt),
    isProtected: found[10],
    isOrdered: found[11],
  };
}

function judge(facts: Facts, { verb, operatorId, includeProtected }: Judging): DropReason | null {
  if (facts.hostId === null || facts.machineId === null) return "gone";
  if (operatorId !== null && facts.operatorId === operatorId && verb !== "message") return "yourself";
  if (facts.isProtected && verb !== "message" && !includeProtected) return "protected";
  if (facts.isOrdered && (endsSession(verb) || verb === "disconnect")) return "already";
  if (verbObstacle(verb, facts)) return "unsupported";
  return null;
}
