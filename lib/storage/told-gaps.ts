import { LOG_BY_NUMBER, RECORDS_MISSING } from "@/lib/domain/audit-event";
import type { ToldGap } from "@/lib/domain/coverage-facts";

/** Of one host; of more, the latest. */
const MOST_GAPS = 500;

/** Instants are epoch milliseconds. */
export interface GapRow {
  readonly log: number;
  readonly from: number;
  readonly until: number | null;
  readonly reason: string | null;
}

/**
 * Gaps that whoever read a log of host `h` has told, from before the end of the window. One lasts until the record that
 * its reader named, else until the next one that is kept.
 */
export function toldGapsSql(windowUntil: string): string {
  return `COALESCE((SELECT json_agg(told) FROM (
    SELECT gap.log, date_part('epoch', gap.at) * 1000 AS "from", fields->>'reason' AS reason,
           COALESCE((fields->>'newAt')::float8, date_part('epoch', next.at) * 1000) AS until
    FROM (
      SELECT host_id, log, record_id, at, fields FROM audit_event
      WHERE host_id = h.id AND event_id = ${RECORDS_MISSING} AND at <= ${windowUntil}
      ORDER BY at DESC LIMIT ${MOST_GAPS}
    ) AS gap
    LEFT JOIN LATERAL (
      SELECT e.at FROM audit_event e
      WHERE e.host_id = gap.host_id AND e.log = gap.log AND e.event_id <> ${RECORDS_MISSING}
        AND e.record_id > gap.record_id AND e.at >= gap.at
      ORDER BY e.at LIMIT 1
    ) AS next ON NOT fields ? 'newAt') AS told), '[]')`;
}

/** Those that reach into what was asked for. */
export function toGaps(rows: readonly GapRow[], windowFrom: Date): ToldGap[] {
  return rows.flatMap(({ log: number, from, until, reason }) => {
    const log = LOG_BY_NUMBER.get(number);
    const missing = reason !== null && /^\d{1,15}$/.test(reason) ? Number(reason) : null;
    // A clock that was set back in between tells of no time at all.
    const gap = { from, until: Math.max(from, until ?? from), missing };
    return log && gap.until >= windowFrom.getTime() ? [{ log, ...gap }] : [];
  });
}
