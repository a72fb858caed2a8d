import type { HistoryQuery } from "@/lib/domain/history-query";
import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import type { Database } from "./database";
import { likeOf, Parameters } from "./live-session-sql";

/**
 * Hosts that may not tell who was on at an instant: nothing of them was read near it, or their log was cleared after
 * it. Those whose logs begin later come first.
 */
export async function listDoubtfulHosts(
  db: Database,
  query: HistoryQuery,
  at: Date,
  limit: number,
): Promise<{ readonly hostIds: readonly number[]; readonly hosts: number }> {
  const parameters = new Parameters();
  const instant = `${parameters.add(at)}::timestamptz`;
  const asked = query.terms.flatMap((term) =>
    term.kind === "host" ? [`h.name ILIKE ANY(${parameters.add(term.globs.map(likeOf))}::text[])`] : [],
  );
  const { rows } = await db.pool.query<{ id: number; hosts: number }>(
    `WITH known AS (
       SELECT h.id, h.reported_at, min(l.first_at) AS first_at, max(l.last_at) AS last_at
       FROM host h LEFT JOIN host_log l ON l.host_id = h.id
       WHERE ${asked.length > 0 ? `(${asked.join(" OR ")})` : "true"} GROUP BY h.id)
     SELECT k.id, (count(*) OVER ())::int AS hosts FROM known k
     WHERE k.first_at IS NULL OR k.first_at > ${instant}
       OR (k.last_at < ${instant} AND NOT (
         k.reported_at >= ${instant} - interval '${STALE_AFTER_MS} milliseconds'
         AND EXISTS (SELECT FROM agent a WHERE a.host_id = k.id AND a.revoked_at IS NULL)))
       OR (k.last_at >= ${instant} AND NOT EXISTS (
         SELECT FROM log_day d WHERE d.host_id = k.id
           AND d.day BETWEEN (${instant} AT TIME ZONE 'UTC')::date - 1 AND (${instant} AT TIME ZONE 'UTC')::date + 1))
       OR EXISTS (SELECT FROM audit_event e WHERE e.host_id = k.id AND e.event_id = 1102 AND e.at >= ${instant})
     ORDER BY k.first_at <= ${instant} NULLS FIRST, k.id LIMIT ${parameters.add(limit)}`,
    parameters.values,
  );
  return { hostIds: rows.map((row) => row.id), hosts: rows[0]?.hosts ?? 0 };
}
