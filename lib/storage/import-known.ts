import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import type { Database } from "./database";

export interface PlacedEvent {
  readonly hostId: number;
  readonly event: AuditEvent;
}

/** How many of these events the history holds already. */
export async function countKnownEvents(db: Database, events: readonly PlacedEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const { rows } = await db.pool.query<{ known: number }>(
    `SELECT count(*)::int AS known FROM ${KEYS} JOIN audit_event AS e USING (host_id, log, record_id, at)`,
    keysOf(events),
  );
  return rows[0]?.known ?? 0;
}

/** Which other imports brought events among these. */
export async function listOwningImports(
  db: Database,
  importId: number,
  events: readonly PlacedEvent[],
): Promise<number[]> {
  if (events.length === 0) return [];
  const { rows } = await db.pool.query<{ id: number }>(
    `SELECT DISTINCT e.import_id AS id FROM ${KEYS} JOIN audit_event AS e USING (host_id, log, record_id, at)
     WHERE e.import_id <> $5`,
    [...keysOf(events), importId],
  );
  return rows.map(({ id }) => id);
}

const KEYS = `(SELECT host_id, log, record_id, to_timestamp(ms / 1000) AS at
  FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::float8[]) AS k(host_id, log, record_id, ms)) AS k`;

function keysOf(events: readonly PlacedEvent[]): [number[], number[], number[], number[]] {
  return [
    events.map(({ hostId }) => hostId),
    events.map(({ event }) => LOGS[event.log]),
    events.map(({ event }) => event.recordId),
    events.map(({ event }) => event.at),
  ];
}
