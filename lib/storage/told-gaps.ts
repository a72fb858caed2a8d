import { LOG_BY_NUMBER, RECORDS_MISSING } from "@/lib/domain/audit-event";
import type { ToldGap } from "@/lib/domain/coverage-facts";
import type { Database } from "./database";

const MOST_GAPS = 1_000;

export interface GapOfHost extends ToldGap {
  readonly hostId: number;
}

interface GapRow {
  readonly hostId: number;
  readonly log: number;
  readonly from: number;
  readonly until: number | null;
  readonly reason: string | null;
}

/**
 * Gaps that whoever read a log has told, as far as they reach into the window; of very many the latest. One lasts until
 * the record that its reader named, else until the next one that is kept.
 */
export async function listToldGaps(
  db: Database,
  hostIds: readonly number[],
  window: { readonly from: Date; readonly until: Date },
): Promise<GapOfHost[]> {
  const { rows } = await db.pool.query<GapRow>(
    `SELECT gap.host_id AS "hostId", gap.log, date_part('epoch', gap.at) * 1000 AS "from", fields->>'reason' AS reason,
            COALESCE((fields->>'newAt')::float8, date_part('epoch', next.at) * 1000) AS until
     FROM (
       SELECT host_id, log, record_id, at, fields FROM audit_event
       WHERE host_id = ANY($1::int[]) AND event_id = ${RECORDS_MISSING} AND at <= $2
       ORDER BY at DESC LIMIT ${MOST_GAPS}
     ) AS gap
     LEFT JOIN LATERAL (
       SELECT e.at FROM audit_event e
       WHERE e.host_id = gap.host_id AND e.log = gap.log AND e.event_id <> ${RECORDS_MISSING}
         AND e.record_id > gap.record_id AND e.at >= gap.at
       ORDER BY e.at, e.record_id LIMIT 1
     ) AS next ON NOT fields ? 'newAt'`,
    [hostIds, window.until],
  );
  return rows.flatMap((row) => toGap(row) ?? []).filter((gap) => gap.until >= window.from.getTime());
}

function toGap({ hostId, log: number, from, until, reason }: GapRow): GapOfHost | null {
  const log = LOG_BY_NUMBER.get(number);
  if (!log) return null;
  const missing = reason !== null && /^\d{1,15}$/.test(reason) ? Number(reason) : null;
  // A clock that was set back in between tells of no time at all.
  return { hostId, log, from, until: Math.max(from, until ?? from), missing };
}
