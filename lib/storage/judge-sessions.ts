import type { DropReason } from "@/lib/domain/order-preview";
import { endsSession, type OrderVerb, verbObstacle } from "@/lib/domain/order-verb";
import { holdsPlace, isEverything, type Scope } from "@/lib/domain/scope";
import type { Tx } from "./database";

export interface Judging {
  readonly verb: OrderVerb;
  readonly liveSessionIds: readonly string[];
  /** Whoever asks, so that nobody logs themselves off. */
  readonly operatorId: number | null;
  readonly includeProtected: boolean;
  /** What whoever asks may hit. */
  readonly scope: Scope;
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
  readonly hostName: string;
  readonly group: string;
}

/** Looks at every session that was asked for, in the order of their ids. */
export async function judgeSessions(tx: Tx, judging: Judging): Promise<JudgedSession[]> {
  const asked = [...new Set(judging.liveSessionIds)];
  const isNarrow = !isEverything(judging.scope);
  // One row of compact JSON: ten thousand rows would cost more to carry over than to find. And `= ANY` of the ids, not
  // a join with them: the planner knows the length of an array, and joins ten thousand by hashing.
  const [answer] = await tx.$queryRaw<{ found: Found[] | null }[]>`
    SELECT json_agg(json_build_array(live.id::text, live.host_id, host.machine_id,
      COALESCE(live.associate_id, account.associate_id, -live.account_id), host.platform,
      live.line, live.state, extract(epoch FROM live.state_since) * 1000,
      extract(epoch FROM host.reported_at) * 1000, account.operator_id, COALESCE(associate.is_protected, false),
      EXISTS (
        SELECT FROM logoff_target target
        WHERE target.host_id = live.host_id AND target.boot_key = live.boot_key
          AND target.session_id = live.session_id AND target.logged_on_at = live.logged_on_at
          AND target.state IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unreachable')
      ),
      CASE WHEN ${isNarrow}::boolean THEN host.name END,
      CASE WHEN ${isNarrow}::boolean THEN associate."group" END)) AS found
    FROM live_session live
    JOIN host ON host.id = live.host_id
    JOIN account ON account.id = live.account_id
    LEFT JOIN associate ON associate.id = COALESCE(live.associate_id, account.associate_id)
    WHERE live.id = ANY(${asked}::text[]::bigint[])`;
  const found = new Map((answer?.found ?? []).map((one) => [one[0], one]));
  return asked.sort(byNumber).map((id) => {
    const all = factsOf(found.get(id) ?? goneOf(id));
    const { machineId, operatorId, isOrdered, hostName, group, ...facts } = all;
    return { ...facts, why: judge(all, judging) };
  });
}

/** Ids without leading zeros: the longer one is the greater. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function goneOf(id: string): Found {
  return [id, null, null, null, "", "", "", null, null, null, false, false, null, null];
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
  /** Read where the scope is narrow. */
  hostName: string | null,
  group: string | null,
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
    hostName: found[12] ?? "",
    group: found[13] ?? "",
  };
}

function judge(facts: Facts, { verb, operatorId, includeProtected, scope }: Judging): DropReason | null {
  if (facts.hostId === null || facts.machineId === null) return "gone";
  if (!holdsPlace(scope, facts)) return "scope";
  if (operatorId !== null && facts.operatorId === operatorId && verb !== "message") return "yourself";
  if (facts.isProtected && verb !== "message" && !includeProtected) return "protected";
  if (facts.isOrdered && (endsSession(verb) || verb === "disconnect")) return "already";
  if (verbObstacle(verb, facts)) return "unsupported";
  return null;
}
