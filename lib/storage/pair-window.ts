import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import type { RecordPlace, Seam } from "@/lib/domain/pairing/incremental";
import type { StrangeIds } from "@/lib/domain/pairing/incremental-window";
import { EVENT_COLUMNS, fromStored, type StoredEvent, toMicros } from "./audit-event-columns";
import type { BootPlace } from "./audit-events";
import type { Tx } from "./database";

export interface StoredSeam {
  readonly id: number;
  readonly seam: Seam;
}

interface SeamRow {
  readonly id: number;
  readonly at: number;
  readonly records: Record<string, number>;
  readonly carried: { whole: RecordPlace[]; marks: RecordPlace[]; isOpenToOrphans: boolean };
}

/** The last seam of a boot. */
export async function findLastSeam(tx: Tx, hostId: number, bootId: number): Promise<StoredSeam | null> {
  const [row] = await tx.$queryRaw<SeamRow[]>`
    SELECT id, extract(epoch FROM at)::float8 * 1000 AS at, records, carried FROM pair_seam
    WHERE host_id = ${hostId}::int AND boot_id = ${bootId}::int ORDER BY pair_seam.at DESC LIMIT 1`;
  if (!row) return null;
  const { whole, marks, isOpenToOrphans } = row.carried;
  const at = Math.round(row.at * 1000) / 1000;
  return { id: row.id, seam: { records: row.records, at, carried: whole, marks, isOpenToOrphans } };
}

export async function insertSeam(tx: Tx, hostId: number, bootId: number, seam: Seam): Promise<number> {
  const { records, at, carried: whole, marks, isOpenToOrphans } = seam;
  const carried = JSON.stringify({ whole, marks, isOpenToOrphans });
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO pair_seam (host_id, boot_id, at, records, carried)
    VALUES (${hostId}::int, ${bootId}::int, 'epoch'::timestamptz + ${toMicros(at)}::float8 * interval '1 microsecond',
      ${JSON.stringify(records)}::jsonb, ${carried}::jsonb)
    RETURNING id`;
  return row?.id ?? 0;
}

/** Undoes the seams of a boot from an instant on; their sessions are open to change again. Answers how many those were. */
export async function deleteSeamsAfter(
  tx: Tx,
  hostId: number,
  bootId: number,
  at: number | null,
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM pair_seam WHERE host_id = ${hostId}::int AND boot_id = ${bootId}::int
      AND (${at}::float8 IS NULL OR at > 'epoch'::timestamptz + ${at === null ? 0 : toMicros(at)}::float8 * interval '1 microsecond')`;
}

export interface LoadedWindow {
  readonly carried: readonly AuditEvent[];
  /** In the order of their logs. */
  readonly later: readonly AuditEvent[];
  /** There is nothing after it. */
  readonly isWhole: boolean;
}

/**
 * What stands after a seam, up to so many records of each log, and up to one instant in all logs. What is left out stands
 * behind it in its log.
 */
export async function loadWindow(
  tx: Tx,
  hostId: number,
  boot: BootPlace,
  seam: Seam | null,
  limit: number,
): Promise<LoadedWindow> {
  const logs = Object.values(LOGS).map((log) => ({ log, after: seam?.records[log] ?? -1 }));
  const rows = await tx.$queryRawUnsafe<StoredEvent[]>(
    `SELECT ${EVENT_COLUMNS.replace("log,", "found.log,").replace("FROM at", "FROM found.at")}
     FROM json_to_recordset($3::json) AS of(log smallint, after bigint)
     CROSS JOIN LATERAL (
       SELECT * FROM audit_event e
       WHERE e.host_id = $1::int AND e.boot_id = $2::int AND e.log = of.log AND e.record_id > of.after
         AND e.at >= $5::timestamptz AND e.at < $6::timestamptz
       ORDER BY e.record_id LIMIT $4::int
     ) AS found
     ORDER BY found.log, found.record_id, found.at`,
    hostId,
    boot.id,
    JSON.stringify(logs),
    limit,
    boot.months.from,
    boot.months.until,
  );
  const events = rows.map(fromStored);
  const until = fullUntil(events, limit);
  return {
    carried: seam ? await loadEvents(tx, hostId, boot, seam.carried) : [],
    later: until === null ? events : beforeInstant(events, until),
    isWhole: until === null,
  };
}

/** Where a log was cut short, the others may not go further than it does. */
function fullUntil(events: readonly AuditEvent[], limit: number): number | null {
  const byLog = new Map<string, AuditEvent[]>();
  for (const event of events) {
    const list = byLog.get(event.log);
    if (list) list.push(event);
    else byLog.set(event.log, [event]);
  }
  const ends = [...byLog.values()].filter((list) => list.length >= limit).map((list) => list.at(-1)?.at ?? 0);
  return ends.length === 0 ? null : Math.min(...ends);
}

function beforeInstant(events: readonly AuditEvent[], until: number): AuditEvent[] {
  const ended = new Set<string>();
  return events.filter((event) => {
    if (event.at >= until) ended.add(event.log);
    return !ended.has(event.log);
  });
}

async function loadEvents(
  tx: Tx,
  hostId: number,
  { months }: BootPlace,
  places: readonly RecordPlace[],
): Promise<AuditEvent[]> {
  if (places.length === 0) return [];
  const keys = places.map(([log, recordId, at]) => [log, recordId, toMicros(at)]);
  const rows = await tx.$queryRawUnsafe<StoredEvent[]>(
    `SELECT ${EVENT_COLUMNS.replace("log,", "found.log,").replace("FROM at", "FROM found.at")}
     FROM (
       SELECT (place->>0)::smallint AS in_log, (place->>1)::bigint AS record,
         'epoch'::timestamptz + (place->>2)::float8 * interval '1 microsecond' AS instant
       FROM json_array_elements($2::json) AS place
     ) AS wanted
     CROSS JOIN LATERAL (
       SELECT * FROM audit_event e
       WHERE e.host_id = $1::int AND e.at = instant AND e.log = in_log AND e.record_id = record
         AND e.at >= $3::timestamptz AND e.at < $4::timestamptz
       -- One by one through the key: as one join, the planner would rather read all that the host has.
       OFFSET 0
     ) AS found`,
    hostId,
    JSON.stringify(keys),
    months.from,
    months.until,
  );
  return rows.map(fromStored);
}

/** When the first of the settled sessions, or of the logons before a seam, began that go by one of these ids. */
export async function findSettledStart(
  tx: Tx,
  hostId: number,
  boot: BootPlace,
  seam: Seam,
  strange: StrangeIds,
): Promise<number | null> {
  if (strange.ids.length === 0) return null;
  const { from, until } = boot.months;
  const ids = [...strange.ids];
  const ofAnyLogon = [...strange.ofAnyLogon];
  const record = seam.records[LOGS.Security] ?? -1;
  const [row] = await tx.$queryRaw<{ at: number | null }[]>`
    SELECT extract(epoch FROM min(at))::float8 * 1000 AS at FROM (
      SELECT LEAST(started_at, started_before, pair_seam.at) AS at
      FROM session JOIN pair_seam ON pair_seam.id = session.seam_id
      WHERE session.host_id = ${hostId}::int AND session.boot_id = ${boot.id}::int AND logon_id = ANY(${ids}::text[])
      UNION ALL
      SELECT LEAST(started_at, started_before, pair_seam.at)
      FROM session JOIN pair_seam ON pair_seam.id = session.seam_id
      WHERE session.host_id = ${hostId}::int AND session.boot_id = ${boot.id}::int
        AND linked_logon_id = ANY(${ids}::text[])
      UNION ALL
      SELECT at FROM (
        SELECT at, boot_id, record_id, logon_id, logon_type FROM audit_event
        WHERE host_id = ${hostId}::int AND logon_id = ANY(${ids}::text[]) AND event_id = 4624
          AND at >= ${from}::timestamptz AND at < ${until}::timestamptz
        -- By the id first: the planner would rather read the whole boot.
        OFFSET 0) AS logon
      WHERE boot_id = ${boot.id}::int AND record_id <= ${record}::bigint
        AND (logon_type IN (2, 7, 10, 11, 12, 13) OR logon_id = ANY(${ofAnyLogon}::text[]))
    ) AS found`;
  return row?.at ?? null;
}
