import type { PoolClient } from "pg";
import { LOCK } from "./advisory-locks";
import type { Database } from "./database";

/** Leaps that are shorter tell nothing. */
const LEAP_RECORDS = 20;
const LEAP_MINUTES = 30;
/** So few in one statement that even the busiest hosts stay far from its timeout. */
const DAYS_AT_ONCE = 50;

/** A day of a host, as its events are now. `$1` are hosts, `$2` days, pairwise. */
export const LOG_DAY_SUMS_SQL = `
  WITH due AS (SELECT DISTINCT host_id, day FROM unnest($1::int[], $2::date[]) AS d(host_id, day)),
  placed AS (
    SELECT e.host_id, due.day, e.log, e.record_id, e.at, e.event_id, e.logon_type,
           lag(e.record_id) OVER ordered AS before_record, lag(e.at) OVER ordered AS before_at
    FROM due CROSS JOIN LATERAL (
      SELECT * FROM audit_event WHERE host_id = due.host_id
        AND at >= due.day::timestamp AT TIME ZONE 'UTC' AND at < (due.day + 1)::timestamp AT TIME ZONE 'UTC'
      -- Day by day through the index: as one join, the planner would rather read every event there is.
      OFFSET 0) AS e
    WINDOW ordered AS (PARTITION BY e.host_id, due.day, e.log ORDER BY e.at, e.record_id))
  SELECT host_id, day, log, count(*)::int AS events, min(record_id) AS first_record, max(record_id) AS last_record,
         min(at) AS first_at, max(at) AS last_at,
         (count(*) FILTER (WHERE log = 1 AND event_id = 4624 AND logon_type IN (2, 3, 7, 10, 11, 12, 13)))::int AS logons,
         (count(*) FILTER (WHERE log = 1 AND event_id IN (4634, 4647)))::int AS logoffs,
         (count(*) FILTER (WHERE log = 1 AND event_id IN (4778, 4779, 4800, 4801, 4802, 4803)))::int AS turns,
         (count(*) FILTER (WHERE log = 2 AND event_id = 7001))::int AS notices,
         (count(*) FILTER (WHERE log = 3 AND event_id IN (24, 25)))::int AS managed,
         COALESCE(jsonb_agg(jsonb_build_object(
             'fromRecord', before_record, 'untilRecord', record_id,
             'from', round(date_part('epoch', before_at) * 1000), 'until', round(date_part('epoch', at) * 1000)) ORDER BY at)
           FILTER (WHERE abs(record_id - before_record) > ${LEAP_RECORDS}
                     AND at - before_at >= interval '${LEAP_MINUTES} minutes'), '[]') AS jumps
  FROM placed GROUP BY host_id, day, log`;

const COLUMNS = `host_id, day, log, events, first_record, last_record, first_at, last_at, logons, logoffs, turns, notices,
  managed, jumps`;

/**
 * Sums up days that gained or lost events; answers how many notes that settled. One at a time, however many gateways
 * run: the second finds nothing to do.
 */
export async function sumUpLogDays(db: Database, mostNotes: number): Promise<number> {
  const client = await db.pool.connect();
  try {
    await client.query("BEGIN");
    const lock = await client.query<{ got: boolean }>("SELECT pg_try_advisory_xact_lock($1) AS got", [
      LOCK.logDays,
    ]);
    const due = lock.rows[0]?.got
      ? await client.query<{ hostId: number; day: string }>(
          `DELETE FROM log_day_due WHERE id IN (SELECT id FROM log_day_due ORDER BY id LIMIT $1)
           RETURNING host_id AS "hostId", day::text AS day`,
          [mostNotes],
        )
      : { rows: [] };
    const days = [...new Map(due.rows.map((row) => [`${row.hostId} ${row.day}`, row])).values()];
    for (let first = 0; first < days.length; first += DAYS_AT_ONCE) {
      await replaceDays(client, days.slice(first, first + DAYS_AT_ONCE));
    }
    if (days.length > 0) await replaceTotals(client, [...new Set(days.map((row) => row.hostId))]);
    await client.query("COMMIT");
    return due.rows.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

type HostDay = { readonly hostId: number; readonly day: string };

async function replaceDays(client: PoolClient, days: readonly HostDay[]): Promise<void> {
  const parameters = [days.map((row) => row.hostId), days.map((row) => row.day)];
  await client.query(
    `DELETE FROM log_day USING unnest($1::int[], $2::date[]) AS d(host_id, day)
     WHERE log_day.host_id = d.host_id AND log_day.day = d.day`,
    parameters,
  );
  await client.query(
    `INSERT INTO log_day (${COLUMNS}) SELECT ${COLUMNS} FROM (${LOG_DAY_SUMS_SQL}) AS sums
     WHERE EXISTS (SELECT FROM host WHERE host.id = sums.host_id)`,
    parameters,
  );
}

async function replaceTotals(client: PoolClient, hostIds: readonly number[]): Promise<void> {
  await client.query("DELETE FROM host_log WHERE host_id = ANY($1::int[])", [hostIds]);
  await client.query(
    `INSERT INTO host_log (host_id, log, events, first_record, last_record, first_at, last_at)
     SELECT host_id, log, sum(events), min(first_record), max(last_record), min(first_at), max(last_at)
     FROM log_day WHERE host_id = ANY($1::int[]) GROUP BY host_id, log`,
    [hostIds],
  );
}
