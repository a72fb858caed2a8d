import type { HistoryQuery } from "@/lib/domain/history-query";
import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import { historyConditions } from "./history-conditions";
import type { HistoryCursor } from "./list-history";
import { Parameters } from "./live-session-sql";
import {
  CERTAIN_END_SQL,
  presenceSql,
  RECORDED_SESSION_SQL,
  type RecordedSessionRow,
  toRecordedSession,
} from "./recorded-sessions";

export interface WhoWasOn {
  /** One session for each person and host, the latest begun first; in the whole list they come after the possible ones. */
  readonly certain: readonly RecordedSession[];
  /** Where no session is certain: the instant lies inside what the facts leave open. */
  readonly possible: readonly RecordedSession[];
  /** The places of the first and the last row; null where there is none. */
  readonly first: WhoCursor | null;
  readonly last: WhoCursor | null;
  /** Of all, whatever page: people who were certainly on somewhere, people who may have been, and hosts. */
  readonly certainPeople: number;
  readonly possiblePeople: number;
  readonly hosts: number;
  /** There are more than the limit, in the direction of reading. */
  readonly isCut: boolean;
}

/** A place in the list of those who were on. */
export interface WhoCursor extends HistoryCursor {
  readonly isCertain: boolean;
}

export type WhoPlace =
  | { readonly kind: "first" }
  | { readonly kind: "after" | "before"; readonly cursor: WhoCursor };

export interface WhoWasOnQuestion {
  /** Null: everywhere. */
  readonly hostId: number | null;
  readonly at: Date;
  readonly query: HistoryQuery | null;
  readonly place?: WhoPlace;
  readonly limit: number;
}

interface Found extends RecordedSessionRow {
  readonly isCertain: boolean;
  readonly begunMicros: string;
}

interface Sums {
  readonly certainPeople: number;
  readonly everyone: number;
  readonly hosts: number;
}

/** The last instant of certainty, as `presenceAt` tells it: an open session holds until its host's report is overdue. */
const LISTED_SQL = `(SELECT max(h.reported_at) FROM live_session l
  JOIN host h ON h.id = l.host_id JOIN boot b ON b.id = s.boot_id
  WHERE l.host_id = s.host_id AND l.boot_key = b.key AND l.account_id = s.account_id
    AND (l.session_id = s.session_id OR l.logon_id IN (s.logon_id, s.linked_logon_id)))`;
const CERTAIN_UNTIL_SQL = `GREATEST(s.begun_at, CASE
  WHEN s.end_kind IN ('crashed', 'lost') OR s.end_confidence = 'low' THEN ${CERTAIN_END_SQL}
  ELSE COALESCE(s.end_at, s.end_not_after, s.end_not_before) END)`;
const OPEN_UNTIL_SQL = `GREATEST(COALESCE(s.end_not_before, s.end_at, s.begun_at), ${LISTED_SQL} + interval '${STALE_AFTER_MS} milliseconds')`;

/** One query, whatever the size of the history: an index of host and time finds whoever can have been there. */
export async function whoWasOn(db: Database, question: WhoWasOnQuestion): Promise<WhoWasOn> {
  const { place = { kind: "first" }, limit } = question;
  const parameters = new Parameters();
  const at = `${parameters.add(question.at)}::timestamptz`;
  const host = question.hostId === null ? null : `${parameters.add(question.hostId)}::int`;
  const conditions = question.query ? historyConditions(question.query, parameters) : [];
  const isBack = place.kind === "before";
  const order = isBack ? "certain DESC, begun_at ASC, id ASC" : "certain ASC, begun_at DESC, id DESC";
  const { rows } = await db.pool.query<Sums & (Found | { id: null })>(
    `WITH hits AS MATERIALIZED (
       SELECT s.id, s.host_id, s.begun_at,
              -- A person is an associate, or where nobody knows whose account it is, the account's name. Numbers sort faster.
              s.associate_id AS person, CASE WHEN s.associate_id IS NULL THEN (
                SELECT lower(c.domain || '\\' || c.name) FROM account c WHERE c.id = s.account_id) END AS stranger,
              s.begun_at <= ${at} AND CASE WHEN s.end_kind = 'open' THEN ${at} <= ${OPEN_UNTIL_SQL}
                ELSE ${at} < ${CERTAIN_UNTIL_SQL} END AS certain
       FROM session s
       WHERE ${presenceSql(host, at, at)}
         AND (s.started_at IS NULL OR s.started_at <= ${at})
         AND (s.end_kind = 'open' OR COALESCE(s.end_at, s.end_not_after) IS NULL
              OR GREATEST(s.begun_at, s.end_at, s.end_not_after) > ${at})
         AND ${["true", ...conditions].join(" AND ")}),
     people AS MATERIALIZED (
       SELECT DISTINCT ON (person, stranger, host_id) * FROM hits
       ORDER BY person, stranger, host_id, certain DESC, begun_at DESC, id DESC),
     sums AS (
       SELECT (count(DISTINCT person) FILTER (WHERE certain) + count(DISTINCT stranger) FILTER (WHERE certain))::int
                AS "certainPeople",
              (count(DISTINCT person) + count(DISTINCT stranger))::int AS everyone, count(DISTINCT host_id)::int AS hosts
       FROM people),
     shown AS MATERIALIZED (
       SELECT id, certain, begun_at FROM people WHERE ${fromPlace(place, parameters)}
       ORDER BY ${order} LIMIT ${parameters.add(limit + 1)}::int)
     SELECT sums.*, found.*, shown.certain AS "isCertain",
            (extract(epoch FROM shown.begun_at) * 1000000)::bigint::text AS "begunMicros"
     FROM sums LEFT JOIN shown ON true
     LEFT JOIN (${RECORDED_SESSION_SQL} WHERE s.id = ANY(ARRAY(SELECT id FROM shown))) AS found ON found.id::bigint = shown.id
     ORDER BY shown.certain, shown.begun_at DESC, shown.id DESC`,
    parameters.values,
  );
  const [sums] = rows;
  const found = rows.filter((row) => row.id !== null);
  const isCut = found.length > limit;
  // The row too many is the one farthest in the direction of reading.
  const page = isCut ? (isBack ? found.slice(1) : found.slice(0, limit)) : found;
  return {
    certain: page.filter((row) => row.isCertain).map(toRecordedSession),
    possible: page.filter((row) => !row.isCertain).map(toRecordedSession),
    first: cursorOf(page[0]),
    last: cursorOf(page.at(-1)),
    certainPeople: sums?.certainPeople ?? 0,
    possiblePeople: sums ? sums.everyone - sums.certainPeople : 0,
    hosts: sums?.hosts ?? 0,
    isCut,
  };
}

function cursorOf(row: Found | undefined): WhoCursor | null {
  return row ? { isCertain: row.isCertain, begunMicros: row.begunMicros, id: row.id } : null;
}

function fromPlace(place: WhoPlace, parameters: Parameters): string {
  if (place.kind === "first") return "true";
  const { isCertain, begunMicros, id } = place.cursor;
  const [further, beyond] = place.kind === "after" ? ["<", ">"] : [">", "<"];
  const certain = `${parameters.add(isCertain)}::boolean`;
  const at = `'epoch'::timestamptz + ${parameters.add(begunMicros)}::bigint * interval '1 microsecond'`;
  return `(certain ${beyond} ${certain}
    OR (certain = ${certain} AND (begun_at, id) ${further} (${at}, ${parameters.add(id)}::bigint)))`;
}
