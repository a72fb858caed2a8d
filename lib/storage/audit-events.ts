import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import { fromStored, type StoredEvent, toMicros } from "./audit-event-columns";
import { dayOf, monthOf, writtenDay } from "./audit-months";
import { monthsOfAll, widenMonths } from "./boot-months";
import type { BootRow } from "./boots";
import type { Database, Tx } from "./database";
import type { GainedEvents } from "./insert-audit-events";

/** Partitions are made outside the transaction that fills them: making one locks out every other writer. */
export async function ensureAuditMonths(db: Database, instants: readonly number[]): Promise<void> {
  const days = new Set(instants.map(dayOf));
  const months = new Map([...days].map((day) => [monthOf(day), day]));
  for (const day of [...months.values()].sort((a, b) => a - b)) {
    await db.pool.query("SELECT ensure_audit_month($1)", [`${writtenDay(day)}T00:00:00Z`]);
  }
}

/** A boot, and where its events lie. */
export type BootPlace = Pick<BootRow, "id" | "months">;

/** So many first records of each log of a boot tell how the boot before it ended. */
const HEAD_RECORDS = 500;

/**
 * The first records of each log of a boot. In the order of the boot's own index: with the time in it, the whole log of the
 * host would be gone through for each boot.
 */
export async function listHeadEvents(tx: Tx, hostId: number, boot: BootPlace): Promise<AuditEvent[]> {
  const { from, until } = boot.months;
  const rows = await tx.$queryRaw<StoredEvent[]>`
    SELECT found.log, found.record_id, extract(epoch FROM found.at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
      linked_logon_id, session_id, address, fields
    FROM unnest(${Object.values(LOGS)}::smallint[]) AS of(log)
    CROSS JOIN LATERAL (
      SELECT * FROM audit_event e
      WHERE e.host_id = ${hostId}::int AND e.boot_id = ${boot.id}::int AND e.log = of.log
        AND e.at >= ${from}::timestamptz AND e.at < ${until}::timestamptz
      ORDER BY e.record_id FETCH FIRST (${HEAD_RECORDS}::int) ROWS WITH TIES
    ) AS found
    ORDER BY found.log, found.record_id, found.at`;
  return rows.map(fromStored);
}

/** Whether new records stand among the first ones of their log in that boot. */
export async function isInHead(tx: Tx, boot: BootPlace, gained: GainedEvents): Promise<boolean> {
  const { hostId, log, firstRecordId } = gained;
  const { from, until } = boot.months;
  const before = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM audit_event
    WHERE host_id = ${hostId}::int AND boot_id = ${boot.id}::int AND log = ${log}::smallint
      AND record_id < ${firstRecordId}::bigint AND at >= ${from}::timestamptz AND at < ${until}::timestamptz
    LIMIT ${HEAD_RECORDS}::int`;
  return before.length < HEAD_RECORDS;
}

export interface EventInBoot {
  readonly event: AuditEvent;
  readonly bootId: number;
}

/** Identity of an event within its host. */
export function eventKey({ log, recordId, at }: AuditEvent): string {
  return `${log} ${recordId} ${at}`;
}

export async function listEventsInBoots(
  tx: Tx,
  hostId: number,
  boots: readonly BootPlace[],
): Promise<EventInBoot[]> {
  if (boots.length === 0) return [];
  const bootIds = boots.map(({ id }) => id);
  const { from, until } = monthsOfAll(boots.map(({ months }) => months));
  const rows = await tx.$queryRaw<(StoredEvent & { boot_id: number })[]>`
    SELECT boot_id, log, record_id, extract(epoch FROM at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
      linked_logon_id, session_id, address, fields
    FROM audit_event WHERE host_id = ${hostId}::int AND boot_id = ANY(${bootIds}::int[])
      AND at >= ${from}::timestamptz AND at < ${until}::timestamptz
    ORDER BY log, record_id, audit_event.at`;
  return rows.map((row) => ({ event: fromStored(row), bootId: row.boot_id }));
}

/** From the first to the last event of a boot, by time. */
export async function readBootSpan(
  tx: Tx,
  hostId: number,
  boot: BootPlace,
): Promise<{ readonly from: number; readonly until: number } | null> {
  const { from, until } = boot.months;
  const [row] = await tx.$queryRaw<{ from: number | null; until: number | null }[]>`
    SELECT extract(epoch FROM min(at))::float8 * 1000 AS "from", extract(epoch FROM max(at))::float8 * 1000 AS until
    FROM audit_event WHERE host_id = ${hostId}::int AND boot_id = ${boot.id}::int
      AND at >= ${from}::timestamptz AND at < ${until}::timestamptz`;
  return row && row.from !== null && row.until !== null ? { from: row.from, until: row.until } : null;
}

/** The numbers of the logs that these boots hold records of. */
export async function listLogsOfBoots(
  tx: Tx,
  hostId: number,
  boots: readonly BootPlace[],
): Promise<Set<number>> {
  const { from, until } = monthsOfAll(boots.map(({ months }) => months));
  const rows = await tx.$queryRaw<{ log: number }[]>`
    SELECT log FROM unnest(${Object.values(LOGS)}::smallint[]) AS of(log)
    WHERE EXISTS (
      SELECT FROM unnest(${boots.map(({ id }) => id)}::int[]) AS boot(id)
      JOIN audit_event e ON e.host_id = ${hostId}::int AND e.boot_id = boot.id AND e.log = of.log
        AND e.at >= ${from}::timestamptz AND e.at < ${until}::timestamptz
    )`;
  return new Set(rows.map(({ log }) => log));
}

export interface MovedEvent extends EventInBoot {
  readonly from: number;
}

/** What one boot gains another one loses: the seams of both are undone that stand behind it. */
export async function moveEventsToBoots(tx: Tx, hostId: number, moves: readonly MovedEvent[]): Promise<void> {
  if (moves.length === 0) return;
  const instants = moves.map(({ event }) => Math.floor(event.at));
  const from = new Date(instants.reduce((first, at) => Math.min(first, at)));
  const until = new Date(instants.reduce((last, at) => Math.max(last, at)) + 1);
  const json = JSON.stringify(
    moves.map(({ event: { log, recordId, at }, from, bootId }) => [
      LOGS[log],
      recordId,
      toMicros(at),
      from,
      bootId,
    ]),
  );
  await tx.$executeRaw`
    UPDATE audit_event SET boot_id = (move->>4)::int
    FROM json_array_elements(${json}::json) AS move
    WHERE host_id = ${hostId}::int AND log = (move->>0)::smallint AND record_id = (move->>1)::bigint
      AND at = 'epoch'::timestamptz + (move->>2)::float8 * interval '1 microsecond'
      AND at >= ${from}::timestamptz AND at < ${until}::timestamptz`;
  await tx.$executeRawUnsafe(
    `WITH moved AS (
      SELECT boot.id AS boot_id, (move->>0)::int AS log, min((move->>1)::bigint) AS first_record,
        'epoch'::timestamptz + min((move->>2)::float8) * interval '1 microsecond' AS first_at,
        'epoch'::timestamptz + max((move->>2)::float8) * interval '1 microsecond' AS last_at
      FROM json_array_elements($2::json) AS move
      CROSS JOIN LATERAL (VALUES ((move->>3)::int), ((move->>4)::int)) AS boot(id)
      GROUP BY 1, 2
    ),
    widened AS (${widenMonths("moved")})
    DELETE FROM pair_seam USING moved
    WHERE pair_seam.host_id = $1::int AND pair_seam.boot_id = moved.boot_id
      AND (pair_seam.at > first_at OR (pair_seam.records->>moved.log::text)::bigint >= first_record)`,
    hostId,
    json,
  );
}
