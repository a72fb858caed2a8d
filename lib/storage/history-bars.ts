import type { HistoryQuery } from "@/lib/domain/history-query";
import type { Database } from "./database";
import { historyConditions } from "./history-conditions";
import { Parameters } from "./live-session-sql";

export interface HistoryExtent {
  /** The first session that ever began, whatever is asked for. */
  readonly oldest: Date;
  /** The last one begun of those that are asked for. */
  readonly newest: Date;
}

/** From when until when sessions began; null where none is asked for that is there. Bounds of the query count for nothing. */
export async function findHistoryExtent(db: Database, query: HistoryQuery): Promise<HistoryExtent | null> {
  const parameters = new Parameters();
  const { rows } = await db.pool.query<{ oldest: Date | null; newest: Date | null }>(
    `SELECT (SELECT begun_at FROM session ORDER BY begun_at ASC, id ASC LIMIT 1) AS oldest,
            (SELECT s.begun_at FROM session s WHERE ${conditionsOf(query, parameters)}
             ORDER BY s.begun_at DESC, s.id DESC LIMIT 1) AS newest`,
    parameters.values,
  );
  const { oldest, newest } = rows[0] ?? {};
  return oldest && newest ? { oldest, newest } : null;
}

/** How many sessions began between each edge and the next: each bar is a range of an index. */
export async function countHistoryBars(
  db: Database,
  query: HistoryQuery,
  edges: readonly Date[],
): Promise<number[]> {
  const parameters = new Parameters();
  const [from, until] = [parameters.add(edges.slice(0, -1)), parameters.add(edges.slice(1))];
  const { rows } = await db.pool.query<{ sessions: number }>(
    `SELECT (SELECT count(*)::int FROM session s
             WHERE s.begun_at >= bar.from_at AND s.begun_at < bar.until_at AND ${conditionsOf(query, parameters)}) AS sessions
     FROM unnest(${from}::timestamptz[], ${until}::timestamptz[]) WITH ORDINALITY AS bar(from_at, until_at, place)
     ORDER BY bar.place`,
    parameters.values,
  );
  return rows.map((row) => row.sessions);
}

function conditionsOf(query: HistoryQuery, parameters: Parameters): string {
  const terms = query.terms.filter((term) => term.kind !== "from" && term.kind !== "until");
  return ["true", ...historyConditions({ ...query, terms }, parameters)].join(" AND ");
}
