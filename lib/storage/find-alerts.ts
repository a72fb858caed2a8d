import type { AlertFacts, NamedHost } from "@/lib/domain/alert";
import type { Tx } from "./database";

/** A failure is told with those that follow it closely. */
const GATHER_MS = 60_000;

/** Of these marks, the ones that nobody has set before; they are set now. */
export async function setMarks(tx: Tx, keys: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO alert_mark (key, at) SELECT DISTINCT key, ${now}::timestamptz FROM unnest(${[...keys]}::text[]) AS k(key)
    ON CONFLICT (key) DO NOTHING RETURNING key`;
  return new Set(rows.map(({ key }) => key));
}

type MissedOrder = Extract<AlertFacts, { kind: "order.missed" }>;

/** Orders in which targets failed since then: once nothing of them is under way, or a minute after the first. */
export async function findMissedOrders(tx: Tx, since: Date, now: Date): Promise<readonly MissedOrder[]> {
  const gathered = new Date(now.getTime() - GATHER_MS);
  const rows = await tx.$queryRaw<Omit<MissedOrder, "kind">[]>`
    WITH missed AS (
      SELECT order_id, min(state_at) AS first_at FROM logoff_target
      WHERE state IN ('failed', 'refused', 'expired') AND state_at > ${since}::timestamptz GROUP BY order_id
    )
    SELECT o.id AS "orderId", o.verb, o.reason,
      coalesce(o.requested_by->>'name', 'Curfew') AS by,
      (SELECT count(*)::int FROM logoff_target t WHERE t.order_id = o.id) AS targets,
      (SELECT jsonb_object_agg(state, n) FROM (
         SELECT state, count(*)::int AS n FROM logoff_target t
         WHERE t.order_id = o.id AND state IN ('failed', 'refused', 'expired') GROUP BY state) AS states) AS missed
    FROM missed JOIN logoff_order o ON o.id = missed.order_id
    WHERE NOT EXISTS (SELECT FROM alert_mark m WHERE m.key = 'order:' || o.id)
      AND (missed.first_at < ${gathered}::timestamptz OR NOT EXISTS (
        SELECT FROM logoff_target t WHERE t.order_id = o.id
          AND t.state IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unreachable')))
    ORDER BY o.id LIMIT 100`;
  return rows.map((row) => ({ kind: "order.missed", ...row }));
}

type PolicyActed = Extract<AlertFacts, { kind: "policy.acted" }>;

/** Orders that policies wrote since then. */
export async function findPolicyOrders(tx: Tx, since: Date): Promise<readonly PolicyActed[]> {
  const rows = await tx.$queryRaw<Omit<PolicyActed, "kind">[]>`
    SELECT o.id AS "orderId", p.name AS policy, count(*)::int AS targets
    FROM logoff_order o
    JOIN policy_act act ON act.order_id = o.id
    JOIN policy p ON p.id = act.policy_id
    WHERE o.created_at > ${since}::timestamptz AND o.requested_through = 'policy'
      AND NOT EXISTS (SELECT FROM alert_mark m WHERE m.key = 'policy:' || o.id)
    GROUP BY o.id, p.name ORDER BY o.id LIMIT 100`;
  return rows.map((row) => ({ kind: "policy.acted", ...row }));
}

/** Hosts whose key somebody else used since then, and that nobody has settled. */
export async function findClonedAgents(
  tx: Tx,
  since: Date,
): Promise<readonly (NamedHost & { readonly mark: string })[]> {
  return tx.$queryRaw<(NamedHost & { mark: string })[]>`
    SELECT h.id, h.name, 'cloned:' || a.id || ':' || extract(epoch FROM a.alarm_at) AS mark
    FROM agent a JOIN host h ON h.id = a.host_id
    WHERE a.alarm = 'cloned' AND a.alarm_at > ${since}::timestamptz AND a.revoked_at IS NULL
    ORDER BY h.name LIMIT 1000`;
}

/** Hosts whose agent reads their log no further, each time it begins; a moment in which it mends itself is no matter. */
export async function findHeldBackAgents(
  tx: Tx,
  before: Date,
): Promise<readonly (NamedHost & { readonly mark: string })[]> {
  return tx.$queryRaw<(NamedHost & { mark: string })[]>`
    SELECT h.id, h.name, 'held-back:' || a.id || ':' || (a.health->'heldBack'->>'since') AS mark
    FROM agent a JOIN host h ON h.id = a.host_id
    WHERE a.revoked_at IS NULL AND jsonb_typeof(a.health->'heldBack'->'since') = 'number'
      AND (a.health->'heldBack'->>'since')::numeric <= ${before.getTime()}::bigint + h.clock_skew_ms
    ORDER BY h.name LIMIT 1000`;
}

export interface SilentHost extends NamedHost {
  readonly reportedAt: Date;
}

/** Hosts with a working agent that have not reported since then. */
export async function findSilentHosts(tx: Tx, before: Date): Promise<readonly SilentHost[]> {
  return tx.$queryRaw<SilentHost[]>`
    SELECT h.id, h.name, h.reported_at AS "reportedAt" FROM host h
    WHERE h.reported_at < ${before}::timestamptz
      AND EXISTS (SELECT FROM agent a WHERE a.host_id = h.id AND a.revoked_at IS NULL)
    ORDER BY h.name LIMIT 10000`;
}
