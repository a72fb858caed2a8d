import type { Database } from "./database";
import { LATEST_SQL } from "./recorded-sessions";

export interface ReportScope {
  readonly from: Date;
  readonly until: Date;
  readonly now: Date;
  /** Hosts of this group alone; null for all. */
  readonly group: string | null;
  readonly timeZone: string;
}

export interface DayFigures {
  /** `2026-11-19`, the civil day in the reader's zone. */
  readonly day: string;
  readonly started: number;
  readonly people: number;
  /** The most sessions that were certainly on at one instant. */
  readonly peak: number;
}

export interface HourFigure {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** Mean over the full hours of the period. */
  readonly mean: number;
}

export interface EndingFigure {
  readonly kind: string;
  readonly confidence: string;
  readonly sessions: number;
}

export interface OutcomeFigure {
  readonly state: string;
  readonly targets: number;
}

export interface LongSession {
  readonly id: string;
  readonly associateId: number | null;
  readonly person: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly startedAt: Date | null;
  readonly startedBefore: Date | null;
  readonly endKind: string;
  readonly seconds: number;
}

/** From when until when a session was certainly on, inside the period. */
const CERTAIN = `
  SELECT s.host_id, s.associate_id, s.account_id,
         GREATEST(COALESCE(s.started_at, s.started_before), $1) AS "from",
         LEAST(CASE WHEN s.end_kind = 'open' THEN GREATEST(s.end_not_before, (
           SELECT h.reported_at FROM live_session l JOIN boot b ON b.id = s.boot_id
           WHERE l.host_id = s.host_id AND l.boot_key = b.key AND l.account_id = s.account_id
             AND (l.session_id = s.session_id OR l.logon_id IN (s.logon_id, s.linked_logon_id)) LIMIT 1
         )) ELSE COALESCE(s.end_at, s.end_not_before) END, $2) AS until
  FROM session s JOIN host h ON h.id = s.host_id
  WHERE COALESCE(s.started_at, s.started_before) < $2 AND ${LATEST_SQL} > $1
    AND ($3::text IS NULL OR h."group" = $3)`;

/** How many are certainly on, at every change, every midnight and every full hour of the period. */
const RUNNING = `
  WITH certain AS (${CERTAIN}), ticks AS (
    SELECT generate_series(date_trunc('hour', $1::timestamptz), LEAST($2, $4)::timestamptz, interval '1 hour') AS at
  ), steps AS (
    SELECT "from" AS at, 1 AS step, false AS is_tick FROM certain WHERE "from" < until
    UNION ALL SELECT until, -1, false FROM certain WHERE "from" < until
    UNION ALL SELECT at, 0, true FROM ticks
  ), running AS (
    SELECT at, is_tick, sum(step) OVER (ORDER BY at, is_tick, step ROWS UNBOUNDED PRECEDING)::int AS n FROM steps
  )`;

export async function readDayFigures(db: Database, scope: ReportScope): Promise<DayFigures[]> {
  const { rows } = await db.pool.query<DayFigures>(
    `${RUNNING}, days AS (
       SELECT to_char(at AT TIME ZONE $5, 'YYYY-MM-DD') AS day, max(n)::int AS peak
       FROM running WHERE at >= $1 AND at < LEAST($2, $4) GROUP BY 1
     ), starts AS (
       SELECT to_char(s.started_at AT TIME ZONE $5, 'YYYY-MM-DD') AS day, count(*)::int AS started,
              count(DISTINCT COALESCE(s.associate_id, -s.account_id))::int AS people
       FROM session s JOIN host h ON h.id = s.host_id
       WHERE s.started_at >= $1 AND s.started_at < $2 AND ($3::text IS NULL OR h."group" = $3) GROUP BY 1
     )
     SELECT day, COALESCE(started, 0) AS started, COALESCE(people, 0) AS people, COALESCE(peak, 0) AS peak
     FROM days FULL JOIN starts USING (day) ORDER BY day`,
    [scope.from, scope.until, scope.group, scope.now, scope.timeZone],
  );
  return rows;
}

export async function readHourFigures(db: Database, scope: ReportScope): Promise<HourFigure[]> {
  const { rows } = await db.pool.query<HourFigure>(
    `${RUNNING}
     SELECT extract(isodow FROM at AT TIME ZONE $5)::int AS weekday,
            extract(hour FROM at AT TIME ZONE $5)::int AS hour, avg(n)::float8 AS mean
     FROM running WHERE is_tick AND at >= $1 AND at < LEAST($2, $4) GROUP BY 1, 2 ORDER BY 1, 2`,
    [scope.from, scope.until, scope.group, scope.now, scope.timeZone],
  );
  return rows;
}

export async function readEndingFigures(db: Database, scope: ReportScope): Promise<EndingFigure[]> {
  const { rows } = await db.pool.query<EndingFigure>(
    `SELECT s.end_kind AS kind, s.end_confidence AS confidence, count(*)::int AS sessions
     FROM session s JOIN host h ON h.id = s.host_id
     WHERE COALESCE(s.started_at, s.started_before) < $2 AND ${LATEST_SQL} > $1
       AND ($3::text IS NULL OR h."group" = $3)
     GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
    [scope.from, scope.until, scope.group],
  );
  return rows;
}

export async function readOutcomeFigures(db: Database, scope: ReportScope): Promise<OutcomeFigure[]> {
  const { rows } = await db.pool.query<OutcomeFigure>(
    `SELECT t.state, count(*)::int AS targets
     FROM logoff_order o JOIN logoff_target t ON t.order_id = o.id JOIN host h ON h.id = t.host_id
     WHERE o.created_at >= $1 AND o.created_at < $2 AND ($3::text IS NULL OR h."group" = $3)
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [scope.from, scope.until, scope.group],
  );
  return rows;
}

/** By the time they were certainly on, whole: not only inside the period. */
export async function listLongSessions(
  db: Database,
  scope: ReportScope,
  limit: number,
): Promise<LongSession[]> {
  const { rows } = await db.pool.query<LongSession>(
    `SELECT s.id::text AS id, s.associate_id AS "associateId", COALESCE(a.name, c.name) AS person,
            s.host_id AS "hostId", h.name AS "hostName", s.started_at AS "startedAt",
            s.started_before AS "startedBefore", s.end_kind AS "endKind",
            extract(epoch FROM COALESCE(s.end_at, s.end_not_before)
              - COALESCE(s.started_at, s.started_before))::float8 - s.clock_step_seconds AS seconds
     FROM session s JOIN host h ON h.id = s.host_id
     JOIN account c ON c.id = s.account_id LEFT JOIN associate a ON a.id = s.associate_id
     WHERE COALESCE(s.started_at, s.started_before) < $2 AND ${LATEST_SQL} > $1
       AND ($3::text IS NULL OR h."group" = $3)
     ORDER BY seconds DESC NULLS LAST, s.id LIMIT $4`,
    [scope.from, scope.until, scope.group, limit],
  );
  return rows;
}
