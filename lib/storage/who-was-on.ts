import type { HistoryQuery } from "@/lib/domain/history-query";
import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import { historyConditions } from "./history-conditions";
import { Parameters } from "./live-session-sql";
import {
  presenceSql,
  RECORDED_SESSION_SQL,
  type RecordedSessionRow,
  toRecordedSession,
} from "./recorded-sessions";

export interface WhoWasOn {
  /** One session for each person and host, the latest begun first. */
  readonly certain: readonly RecordedSession[];
  /** Where no session is certain: the instant lies inside what the facts leave open. */
  readonly possible: readonly RecordedSession[];
  /** Of all, also of those that were cut off: people who were certainly on somewhere, people who may have been, and hosts. */
  readonly certainPeople: number;
  readonly possiblePeople: number;
  readonly hosts: number;
  readonly isCut: boolean;
}

export interface WhoWasOnQuestion {
  /** Null: everywhere. */
  readonly hostId: number | null;
  readonly at: Date;
  readonly query: HistoryQuery | null;
  /** So many certain ones and so many possible ones are shown. */
  readonly limit: number;
}

interface Found extends RecordedSessionRow {
  readonly isCertain: boolean;
  readonly certainPeople: number;
  readonly possiblePeople: number;
  readonly hosts: number;
  readonly rank: number;
}

/** The last instant of certainty, as `presenceAt` tells it: an open session holds until its host's report is overdue. */
const LISTED_SQL = `(SELECT max(h.reported_at) FROM live_session l
  JOIN host h ON h.id = l.host_id JOIN boot b ON b.id = s.boot_id
  WHERE l.host_id = s.host_id AND l.boot_key = b.key AND l.account_id = s.account_id
    AND (l.session_id = s.session_id OR l.logon_id IN (s.logon_id, s.linked_logon_id)))`;
const CERTAIN_UNTIL_SQL = `GREATEST(s.begun_at, CASE
  WHEN s.end_kind IN ('crashed', 'lost') THEN COALESCE(s.end_at, s.end_not_before)
  ELSE COALESCE(s.end_at, s.end_not_after, s.end_not_before) END)`;
const OPEN_UNTIL_SQL = `GREATEST(COALESCE(s.end_not_before, s.end_at, s.begun_at), ${LISTED_SQL} + interval '${STALE_AFTER_MS} milliseconds')`;

/** One query, whatever the size of the history: an index of host and time finds whoever can have been there. */
export async function whoWasOn(db: Database, question: WhoWasOnQuestion): Promise<WhoWasOn> {
  const parameters = new Parameters();
  const at = `${parameters.add(question.at)}::timestamptz`;
  const host = question.hostId === null ? null : `${parameters.add(question.hostId)}::int`;
  const conditions = question.query ? historyConditions(question.query, parameters) : [];
  const limit = parameters.add(question.limit);
  const { rows } = await db.pool.query<Found>(
    `WITH hits AS MATERIALIZED (
       SELECT s.id, s.host_id, s.begun_at,
              CASE WHEN s.associate_id IS NULL
                THEN (SELECT '=' || lower(c.domain || '\\' || c.name) FROM account c WHERE c.id = s.account_id)
                ELSE s.associate_id::text END AS person,
              s.begun_at <= ${at} AND CASE WHEN s.end_kind = 'open' THEN ${at} <= ${OPEN_UNTIL_SQL}
                ELSE ${at} < ${CERTAIN_UNTIL_SQL} END AS certain
       FROM session s
       WHERE ${presenceSql(host, at, at)}
         AND (s.started_at IS NULL OR s.started_at <= ${at})
         AND (s.end_kind = 'open' OR COALESCE(s.end_at, s.end_not_after) IS NULL
              OR GREATEST(s.begun_at, s.end_at, s.end_not_after) > ${at})
         AND ${["true", ...conditions].join(" AND ")}),
     people AS MATERIALIZED (
       SELECT DISTINCT ON (person, host_id) * FROM hits
       ORDER BY person, host_id, certain DESC, begun_at DESC, id DESC),
     sums AS (
       SELECT count(DISTINCT person) FILTER (WHERE certain)::int AS "certainPeople", count(DISTINCT person)::int AS everyone,
              count(DISTINCT host_id)::int AS hosts FROM people),
     shown AS MATERIALIZED (
       SELECT * FROM (
         SELECT id, certain, row_number() OVER (PARTITION BY certain ORDER BY begun_at DESC, id DESC) AS rank FROM people
       ) AS ranked WHERE rank <= ${limit}::int + 1)
     SELECT found.*, shown.certain AS "isCertain", shown.rank::int AS rank, sums."certainPeople", sums.hosts,
            sums.everyone - sums."certainPeople" AS "possiblePeople"
     FROM sums CROSS JOIN shown
     JOIN (${RECORDED_SESSION_SQL} WHERE s.id = ANY(ARRAY(SELECT id FROM shown))) AS found ON found.id::bigint = shown.id
     ORDER BY shown.rank`,
    parameters.values,
  );
  const kept = rows.filter((row) => row.rank <= question.limit);
  return {
    certain: kept.filter((row) => row.isCertain).map(toRecordedSession),
    possible: kept.filter((row) => !row.isCertain).map(toRecordedSession),
    certainPeople: rows[0]?.certainPeople ?? 0,
    possiblePeople: rows[0]?.possiblePeople ?? 0,
    hosts: rows[0]?.hosts ?? 0,
    isCut: rows.length > kept.length,
  };
}
