import type { HistoryQuery } from "@/lib/domain/history-query";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import { historyConditions } from "./history-conditions";
import { Parameters } from "./live-session-sql";
import { RECORDED_SESSION_SQL, type RecordedSessionRow, toRecordedSession } from "./recorded-sessions";

/** A place in the order of all sessions: to the microsecond, as they are stored. */
export interface HistoryCursor {
  readonly begunMicros: string;
  readonly id: string;
}

export interface HistoryPage {
  readonly sessions: readonly RecordedSession[];
  /** The places of the first and the last row; null on an empty page. */
  readonly first: HistoryCursor | null;
  readonly last: HistoryCursor | null;
  readonly hasMore: boolean;
}

export type HistoryPlace =
  | { readonly kind: "newest" }
  | { readonly kind: "after" | "before"; readonly cursor: HistoryCursor };

/** Sessions of all hosts and people, newest first, a page at a time in either direction: its cost does not grow with its depth. */
export async function listHistory(
  db: Database,
  query: HistoryQuery,
  place: HistoryPlace,
  limit: number,
): Promise<HistoryPage> {
  const parameters = new Parameters();
  const conditions = historyConditions(query, parameters);
  const isBack = place.kind === "before";
  if (place.kind !== "newest") {
    const at = `'epoch'::timestamptz + ${parameters.add(place.cursor.begunMicros)}::bigint * interval '1 microsecond'`;
    conditions.push(
      `(s.begun_at, s.id) ${isBack ? ">" : "<"} (${at}, ${parameters.add(place.cursor.id)}::bigint)`,
    );
  }
  const order = isBack ? "s.begun_at ASC, s.id ASC" : "s.begun_at DESC, s.id DESC";
  const { rows } = await db.pool.query<RecordedSessionRow & { begunMicros: string }>(
    `WITH page AS MATERIALIZED (
       SELECT s.id FROM session s WHERE ${["true", ...conditions].join(" AND ")}
       ORDER BY ${order} LIMIT ${parameters.add(limit + 1)})
     SELECT found.*, (extract(epoch FROM b2.begun_at) * 1000000)::bigint::text AS "begunMicros"
     FROM (${RECORDED_SESSION_SQL} WHERE s.id = ANY(ARRAY(SELECT id FROM page))) AS found
     JOIN session b2 ON b2.id = found.id::bigint
     ORDER BY b2.begun_at DESC, b2.id DESC`,
    parameters.values,
  );
  const hasMore = rows.length > limit;
  // The row too many is the one farthest in the direction of reading.
  const page = hasMore ? (isBack ? rows.slice(1) : rows.slice(0, limit)) : rows;
  const cursor = (row: (typeof rows)[number] | undefined) =>
    row ? { begunMicros: row.begunMicros, id: row.id } : null;
  return {
    sessions: page.map(toRecordedSession),
    first: cursor(page[0]),
    last: cursor(page.at(-1)),
    hasMore,
  };
}
