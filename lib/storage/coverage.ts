import type { ReportedPolicy } from "@/lib/domain/audit-baseline";
import type { CoverageFacts } from "@/lib/domain/coverage-facts";
import { toReportedPolicy } from "@/lib/domain/reported-policy";
import { type DayRow, EMPTY_DAY, type LogRow, type MarkRow, merged, toLogDay, toMark } from "./coverage-rows";
import type { Database } from "./database";
import { LOG_DAY_SUMS_SQL } from "./log-days";
import { type GapRow, toGaps, toldGapsSql } from "./told-gaps";

/** Of the hosts asked for at once, so many days are summed up on the spot. */
const MOST_DUE = 24;
const MOST_MARKS = 1_000;

export interface HostCoverageFacts extends CoverageFacts {
  readonly hostId: number;
  readonly hostName: string;
}

/** What tells how far these hosts' histories can be trusted inside the window: sums and marks, never the events themselves. */
export async function readCoverageFacts(
  db: Database,
  hostIds: readonly number[],
  window: { readonly from: Date; readonly until: Date },
): Promise<HostCoverageFacts[]> {
  if (hostIds.length === 0) return [];
  const [hosts, days, marks] = await Promise.all([
    listHosts(db, hostIds, window),
    listDays(db, hostIds, window),
    listMarks(db, hostIds, window),
  ]);
  const due = await sumDue(
    db,
    hosts.filter((host) => host.isDue).map((host) => host.hostId),
  );
  const [daysOf, marksOf, dueOf] = [byHost(days), byHost(marks), byHost(due)];
  return hosts.map(({ isDue: _, logRows, gapRows, ...host }) => {
    const ownDue = dueOf.get(host.hostId) ?? [];
    const isDue = new Set(ownDue.map((row) => row.dayText));
    const kept = (daysOf.get(host.hostId) ?? []).filter((row) => !isDue.has(row.dayText));
    return {
      ...host,
      logs: merged(logRows, ownDue),
      days: [...kept, ...ownDue].flatMap(toLogDay),
      marks: (marksOf.get(host.hostId) ?? []).flatMap(toMark),
      gaps: toGaps(gapRows, window.from),
    };
  });
}

function byHost<Row extends { readonly hostId: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const found = new Map<number, Row[]>();
  for (const row of rows) {
    const own = found.get(row.hostId);
    if (own) own.push(row);
    else found.set(row.hostId, [row]);
  }
  return found;
}

interface HostFacts extends Omit<HostCoverageFacts, "logs" | "days" | "marks" | "gaps"> {
  readonly logRows: readonly LogRow[];
  readonly gapRows: readonly GapRow[];
  /** Some of its days are not summed up yet. */
  readonly isDue: boolean;
}

// Named statements, each planned once by a connection: to plan one anew, with a partition a month, takes longer than to read.
// Thousands of rows: numbers are read faster than dates.
const LOG_COLUMNS = `host_id AS "hostId", log, events, first_record AS "firstRecord", last_record AS "lastRecord",
  date_part('epoch', first_at) * 1000 AS "firstAt", date_part('epoch', last_at) * 1000 AS "lastAt"`;
const DAY_COLUMNS = `${LOG_COLUMNS}, day::text AS "dayText", logons, logoffs, turns, notices, managed, jumps`;

async function listHosts(
  db: Database,
  hostIds: readonly number[],
  window: { readonly until: Date },
): Promise<HostFacts[]> {
  const { rows } = await db.pool.query<{
    hostId: number;
    hostName: string;
    platform: string;
    policy: unknown;
    isEnrolled: boolean;
    reportedAt: Date | null;
    clockSkewMs: number;
    isDue: boolean;
    logRows: readonly LogRow[];
    gapRows: readonly GapRow[];
  }>({
    name: "coverage-hosts",
    text: `SELECT h.id AS "hostId", h.name AS "hostName", h.platform, h.audit_policy AS policy, h.reported_at AS "reportedAt",
            h.clock_skew_ms AS "clockSkewMs",
            EXISTS (SELECT FROM agent a WHERE a.host_id = h.id AND a.revoked_at IS NULL) AS "isEnrolled",
            EXISTS (SELECT FROM log_day_due d WHERE d.host_id = h.id) AS "isDue",
            COALESCE((SELECT json_agg(l) FROM (
              SELECT ${LOG_COLUMNS} FROM host_log WHERE host_id = h.id) AS l), '[]') AS "logRows",
            ${toldGapsSql("$2")} AS "gapRows"
     FROM host h WHERE h.id = ANY($1::int[]) ORDER BY h.name, h.id`,
    values: [hostIds, window.until],
  });
  return rows.map((row) => ({
    ...row,
    policy: toReportedPolicy(row.policy) satisfies ReportedPolicy | null,
    reportedAt: row.reportedAt?.getTime() ?? null,
  }));
}

/** The days of the window, and of each host the one before and the one after: a gap may reach over its edge. */
async function listDays(
  db: Database,
  hostIds: readonly number[],
  window: { readonly from: Date; readonly until: Date },
): Promise<DayRow[]> {
  const { rows } = await db.pool.query<DayRow>({
    name: "coverage-days",
    text: `SELECT ${DAY_COLUMNS}
     FROM unnest($1::int[]) AS asked(id)
     CROSS JOIN LATERAL (
       SELECT COALESCE((SELECT max(day) FROM log_day WHERE host_id = asked.id AND day < $2::date), $2::date) AS from_day,
              COALESCE((SELECT min(day) FROM log_day WHERE host_id = asked.id AND day > $3::date), $3::date) AS until_day
     ) AS bounds
     JOIN log_day ON host_id = asked.id AND day BETWEEN from_day AND until_day`,
    values: [hostIds, day(window.from), day(window.until)],
  });
  return rows;
}

/** A host and day without events any more comes with a null log. */
async function sumDue(db: Database, hostIds: readonly number[]): Promise<DayRow[]> {
  if (hostIds.length === 0) return [];
  const due = await db.pool.query<{ hostId: number; dayText: string }>(
    `SELECT DISTINCT host_id AS "hostId", day::text AS "dayText" FROM log_day_due
     WHERE host_id = ANY($1::int[]) ORDER BY 2 DESC LIMIT ${MOST_DUE}`,
    [hostIds],
  );
  if (due.rows.length === 0) return [];
  const sums = await db.pool.query<DayRow>(`SELECT ${DAY_COLUMNS} FROM (${LOG_DAY_SUMS_SQL}) AS sums`, [
    due.rows.map((row) => row.hostId),
    due.rows.map((row) => row.dayText),
  ]);
  const found = new Set(sums.rows.map((row) => `${row.hostId} ${row.dayText}`));
  const gone = due.rows
    .filter((row) => !found.has(`${row.hostId} ${row.dayText}`))
    .map((row): DayRow => ({ ...EMPTY_DAY, ...row }));
  return [...sums.rows, ...gone];
}

async function listMarks(
  db: Database,
  hostIds: readonly number[],
  window: { readonly from: Date; readonly until: Date },
): Promise<MarkRow[]> {
  // A clearing after the window may have taken what stood in it: the latest first, and from there back.
  const { rows } = await db.pool.query<Mark>({
    name: "coverage-marks",
    text: `SELECT host_id AS "hostId", log, record_id AS "recordId", event_id AS "eventId", at, at::text AS "atText", fields
     FROM audit_event
     WHERE host_id = ANY($1::int[]) AND event_id IN (1101, 1102, 4616, 4719) AND log = 1 AND at >= $2
     ORDER BY at LIMIT ${MOST_MARKS}`,
    values: [hostIds, window.from],
  });
  const before = await listBefore(
    db,
    rows.filter((row) => row.eventId === 1101 || row.eventId === 1102),
  );
  const reaches = (at: Date | null | undefined) => !at || at <= window.until;
  return rows.flatMap((row) => {
    const last = before.get(markKey(row));
    const { atText: _, ...mark } = row;
    return row.at <= window.until || reaches(last?.at)
      ? [{ ...mark, beforeRecord: last?.recordId ?? null, beforeAt: last?.at ?? null }]
      : [];
  });
}

interface Mark extends Omit<MarkRow, "beforeRecord" | "beforeAt"> {
  /** To the microsecond. */
  readonly atText: string;
}

type Before = Pick<MarkRow, "hostId" | "log" | "recordId" | "at">;

/** The last record before each loss. Asked apart, because most answers have none and this takes long to plan. */
async function listBefore(db: Database, marks: readonly Mark[]): Promise<Map<string, Before>> {
  if (marks.length === 0) return new Map();
  const { rows } = await db.pool.query<Before & { markId: string }>(
    `SELECT m.host_id AS "hostId", m.log, m.record_id AS "markId", b.record_id AS "recordId", b.at
     FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::int[])
       AS m(host_id, log, record_id, at, event_id)
     CROSS JOIN LATERAL (
       SELECT e.record_id, e.at FROM audit_event e
       WHERE e.host_id = m.host_id AND e.log = m.log AND (e.at, e.record_id) < (m.at, m.record_id)
         -- What stands directly before a loss is told by the start itself.
         AND e.at <= m.at - CASE m.event_id WHEN 1101 THEN interval '1 minute' ELSE interval '0' END
       ORDER BY e.at DESC, e.record_id DESC LIMIT 1) AS b`,
    [
      marks.map((mark) => mark.hostId),
      marks.map((mark) => mark.log),
      marks.map((mark) => mark.recordId),
      marks.map((mark) => mark.atText),
      marks.map((mark) => mark.eventId),
    ],
  );
  return new Map(rows.map((row) => [markKey({ ...row, recordId: row.markId }), row]));
}

function markKey({ hostId, log, recordId }: Pick<MarkRow, "hostId" | "log" | "recordId">): string {
  return `${hostId} ${log} ${recordId}`;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
