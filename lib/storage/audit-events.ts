import { type AuditEvent, LOG_BY_NUMBER, LOGS } from "@/lib/domain/audit-event";
import type { Database, Tx } from "./database";

/** An event with its place: whose boot it belongs to, and who it is about. */
export interface AuditEventRow {
  readonly event: AuditEvent;
  readonly bootId: number;
  readonly accountId: number | null;
  readonly raw: Readonly<Record<string, string>> | null;
}

/** What one log of one boot gained. */
export interface GainedEvents {
  readonly bootId: number;
  readonly log: number;
  readonly count: number;
  readonly firstRecordId: bigint;
}

/** Partitions are made outside the transaction that fills them: making one locks out every other writer. */
export async function ensureAuditMonths(db: Database, instants: readonly number[]): Promise<void> {
  const months = new Map(instants.map((at) => [monthOf(at), at]));
  for (const at of [...months.values()].sort()) {
    await db.pool.query("SELECT ensure_audit_month($1)", [new Date(at)]);
  }
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/**
 * Inserts what is not there yet, in one statement; answers what each boot gained. The same batch twice,
 * shuffled or split ends in the same rows.
 */
export async function insertAuditEvents(
  tx: Tx,
  hostId: number,
  now: Date,
  rows: readonly AuditEventRow[],
): Promise<GainedEvents[]> {
  if (rows.length === 0) return [];
  const json = JSON.stringify(rows.map(toColumns));
  return tx.$queryRaw<GainedEvents[]>`
    WITH added AS (
      INSERT INTO audit_event (host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id,
        linked_logon_id, session_id, address, fields, raw, received_at)
      SELECT ${hostId}::int, log, record_id, to_timestamp(at / 1000), event_id, logon_type, boot_id, account_id,
        logon_id, linked_logon_id, session_id, address, fields, raw, ${now}::timestamptz
      FROM json_to_recordset(${json}::json) AS row(log smallint, record_id bigint, at double precision,
        event_id smallint, logon_type smallint, boot_id int, account_id int, logon_id text, linked_logon_id text,
        session_id text, address text, fields jsonb, raw jsonb)
      ON CONFLICT DO NOTHING RETURNING boot_id, log, record_id
    )
    SELECT boot_id AS "bootId", log, count(*)::int AS count, min(record_id) AS "firstRecordId"
    FROM added GROUP BY boot_id, log`;
}

/** So many first records of each log of a boot tell how the boot before it ended. */
const HEAD_RECORDS = 500;

/** Of one boot, in the order of its logs. */
export async function listBootEvents(tx: Tx, hostId: number, bootId: number): Promise<AuditEvent[]> {
  const rows = await tx.$queryRaw<StoredEvent[]>`
    SELECT log, record_id, extract(epoch FROM at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
      linked_logon_id, session_id, address, fields
    FROM audit_event WHERE host_id = ${hostId}::int AND boot_id = ${bootId}::int
    ORDER BY log, record_id, audit_event.at`;
  return rows.map(fromStored);
}

/** The first records of each log of a boot. */
export async function listHeadEvents(tx: Tx, hostId: number, bootId: number): Promise<AuditEvent[]> {
  const rows = await tx.$queryRaw<StoredEvent[]>`
    SELECT log, record_id, extract(epoch FROM at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
      linked_logon_id, session_id, address, fields
    FROM (
      SELECT *, row_number() OVER (PARTITION BY log ORDER BY record_id, at) AS place
      FROM audit_event WHERE host_id = ${hostId}::int AND boot_id = ${bootId}::int
    ) AS placed
    WHERE place <= ${HEAD_RECORDS}::int ORDER BY log, record_id, placed.at`;
  return rows.map(fromStored);
}

/** Whether new records stand among the first ones of their log in that boot. */
export async function isInHead(tx: Tx, hostId: number, gained: GainedEvents): Promise<boolean> {
  const { bootId, log, firstRecordId } = gained;
  const before = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM audit_event
    WHERE host_id = ${hostId}::int AND boot_id = ${bootId}::int AND log = ${log}::smallint
      AND record_id < ${firstRecordId}::bigint
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
  bootIds: readonly number[],
): Promise<EventInBoot[]> {
  if (bootIds.length === 0) return [];
  const rows = await tx.$queryRaw<(StoredEvent & { boot_id: number })[]>`
    SELECT boot_id, log, record_id, extract(epoch FROM at)::float8 * 1000 AS at, event_id, logon_type, logon_id,
      linked_logon_id, session_id, address, fields
    FROM audit_event WHERE host_id = ${hostId}::int AND boot_id = ANY(${[...bootIds]}::int[])
    ORDER BY log, record_id, audit_event.at`;
  return rows.map((row) => ({ event: fromStored(row), bootId: row.boot_id }));
}

export async function moveEventsToBoots(
  tx: Tx,
  hostId: number,
  moves: readonly EventInBoot[],
): Promise<void> {
  if (moves.length === 0) return;
  const json = JSON.stringify(
    moves.map(({ event: { log, recordId, at }, bootId }) => [LOGS[log], recordId, at, bootId]),
  );
  await tx.$executeRaw`
    UPDATE audit_event SET boot_id = (move->>3)::int
    FROM json_array_elements(${json}::json) AS move
    WHERE host_id = ${hostId}::int AND log = (move->>0)::smallint AND record_id = (move->>1)::bigint
      AND at = to_timestamp((move->>2)::float8 / 1000)`;
}

/** What has no column of its own; absent where the event does not say. */
type OtherFields = Partial<
  Pick<
    AuditEvent,
    | "boot"
    | "sid"
    | "userName"
    | "domainName"
    | "elevated"
    | "logonProcessName"
    | "processName"
    | "workstation"
    | "previousAt"
    | "newAt"
    | "reason"
  >
>;

interface StoredEvent {
  readonly log: number;
  readonly record_id: bigint;
  readonly at: number;
  readonly event_id: number;
  readonly logon_type: number | null;
  readonly logon_id: string | null;
  readonly linked_logon_id: string | null;
  readonly session_id: string | null;
  readonly address: string | null;
  readonly fields: OtherFields;
}

function toColumns({ event, bootId, accountId, raw }: AuditEventRow) {
  const { log, recordId, at, eventId, logonType, logonId, linkedLogonId, sessionId, address, ...others } =
    event;
  const fields = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  return {
    log: LOGS[log],
    record_id: recordId,
    at,
    event_id: eventId,
    logon_type: logonType,
    boot_id: bootId,
    account_id: accountId,
    logon_id: logonId,
    linked_logon_id: linkedLogonId,
    session_id: sessionId,
    address,
    fields,
    raw,
  };
}

function fromStored(row: StoredEvent): AuditEvent {
  const log = LOG_BY_NUMBER.get(row.log);
  if (!log) throw new Error(`audit_event names log ${row.log}, which is none`);
  const { fields } = row;
  return {
    log,
    recordId: Number(row.record_id),
    at: Math.round(row.at * 1000) / 1000,
    eventId: row.event_id,
    boot: fields.boot ?? null,
    sid: fields.sid ?? null,
    userName: fields.userName ?? null,
    domainName: fields.domainName ?? null,
    logonId: row.logon_id,
    linkedLogonId: row.linked_logon_id,
    logonType: row.logon_type,
    elevated: fields.elevated ?? null,
    logonProcessName: fields.logonProcessName ?? null,
    processName: fields.processName ?? null,
    sessionId: row.session_id,
    address: row.address,
    workstation: fields.workstation ?? null,
    previousAt: fields.previousAt ?? null,
    newAt: fields.newAt ?? null,
    reason: fields.reason ?? null,
  };
}
