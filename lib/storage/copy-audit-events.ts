import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import { otherFieldsOf, toMicros } from "./audit-event-columns";
import { CopyWriter } from "./copy-writer";
import {
  claimFrom,
  countNetworkLogons,
  type GainedEvents,
  insertFrom,
  OF_COPY,
  STAGED,
  UNDO_SEAMS,
} from "./insert-audit-events";
import { copyRawBlocks, type PlacedRaw } from "./raw-blocks";

/** An event with its place, and its raw record as the text of a JSON object. */
export interface BulkEventRow {
  readonly hostId: number;
  readonly event: AuditEvent;
  readonly bootId: number;
  readonly accountId: number | null;
  readonly raw: string | Buffer | null;
}

export interface BulkOrigin {
  readonly now: Date;
  readonly importId: number | null;
}

/** A large batch: through COPY, straight into place where none of it was there before, which is nearly always. */
export async function copyAuditEvents(
  client: pg.ClientBase,
  rows: readonly BulkEventRow[],
  origin: BulkOrigin,
): Promise<GainedEvents[]> {
  if (rows.length === 0) return [];
  const placed = await copyRawBlocks(
    client,
    rows.map(({ raw }) => raw),
  );
  const bytes = encode(rows, placed, origin);
  if (await copyNew(client, bytes)) return noteGained(client, rows);
  return copyThroughStage(client, bytes, rows.length, origin.importId, placed.blocks);
}

const UNIQUE_VIOLATION = "23505";
const COLUMNS = `host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id, linked_logon_id,
  session_id, address, fields, raw_block, raw_line, received_at, import_id`;
const COLUMN_COUNT = 17;

/** False where one of them was there before, or stands in the batch twice: then nothing has happened. */
async function copyNew(client: pg.ClientBase, bytes: Buffer): Promise<boolean> {
  await client.query("SAVEPOINT straight");
  try {
    await copy(client, `audit_event (${COLUMNS})`, bytes);
    await client.query("RELEASE SAVEPOINT straight");
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT straight");
    return false;
  }
}

/** What COPY added, summed up here: network logons are counted, and the seams undone that it reaches behind. */
async function noteGained(client: pg.ClientBase, rows: readonly BulkEventRow[]): Promise<GainedEvents[]> {
  const gained = new Map<string, Gained>();
  const network: unknown[] = [];
  for (const { hostId, bootId, accountId, event } of rows) {
    const key = `${hostId} ${bootId} ${event.log}`;
    const one = gained.get(key);
    if (!one) {
      const { recordId: firstRecord, at: firstAt } = event;
      gained.set(key, { hostId, bootId, log: LOGS[event.log], count: 1, firstRecord, firstAt });
    } else {
      one.count++;
      one.firstRecord = Math.min(one.firstRecord, event.recordId);
      one.firstAt = Math.min(one.firstAt, event.at);
    }
    if (event.eventId === 4624 && event.logonType === 3 && accountId !== null) {
      const [log, logon_type] = [LOGS[event.log], event.logonType];
      network.push({
        host_id: hostId,
        account_id: accountId,
        micros: toMicros(event.at),
        log,
        event_id: event.eventId,
        logon_type,
        logon_id: event.logonId,
        address: event.address,
      });
    }
  }
  const found = [...gained.values()];
  if (network.length > 0) await client.query(COUNT_NETWORK, [JSON.stringify(network)]);
  await client.query(UNDO_SEAMS_OF, [
    JSON.stringify(
      found.map(({ hostId, bootId, log, firstRecord, firstAt }) => ({
        host_id: hostId,
        boot_id: bootId,
        log,
        first_record: firstRecord,
        micros: toMicros(firstAt),
      })),
    ),
  ]);
  return found.map(({ firstRecord, firstAt: _, ...one }) => ({ ...one, firstRecordId: BigInt(firstRecord) }));
}

interface Gained {
  readonly hostId: number;
  readonly bootId: number;
  readonly log: number;
  count: number;
  firstRecord: number;
  firstAt: number;
}

const COUNT_NETWORK = countNetworkLogons(`(
  SELECT row.*, 'epoch'::timestamptz + micros * interval '1 microsecond' AS at
  FROM json_to_recordset($1::json) AS row(host_id int, account_id int, micros float8, log smallint, event_id int,
    logon_type int, logon_id text, address text)
) AS added`);
const UNDO_SEAMS_OF = `WITH gained AS (
    SELECT row.*, 'epoch'::timestamptz + micros * interval '1 microsecond' AS first_at
    FROM json_to_recordset($1::json) AS row(host_id int, boot_id int, log smallint, first_record bigint, micros float8)
  ) ${UNDO_SEAMS}`;

async function copyThroughStage(
  client: pg.ClientBase,
  bytes: Buffer,
  sent: number,
  importId: number | null,
  blocks: readonly string[],
): Promise<GainedEvents[]> {
  await client.query(
    `CREATE TEMP TABLE IF NOT EXISTS staged (
       ${STAGED}, raw_block bigint, raw_line smallint, received_at timestamptz, import_id int
     ) ON COMMIT DELETE ROWS`,
  );
  await copy(client, `staged (${COLUMNS})`, bytes);
  const { rows: gained } = await client.query<GainedEvents>(insertFrom(OF_COPY));
  const added = gained.reduce((sum, one) => sum + one.count, 0);
  if (added < sent && importId === null) await client.query(claimFrom("staged"));
  if (blocks.length > 0)
    await client.query("DELETE FROM audit_raw WHERE id = ANY($1::bigint[]) AND events = 0", [blocks]);
  return gained;
}

async function copy(client: pg.ClientBase, target: string, bytes: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`));
  stream.end(bytes);
  await finished(stream);
}

const BYTES_PER_ROW = 400;

function encode(rows: readonly BulkEventRow[], raw: PlacedRaw, { now, importId }: BulkOrigin): Buffer {
  const out = new CopyWriter(rows.length * BYTES_PER_ROW);
  const receivedAt = toMicros(now.getTime());
  for (const [i, { hostId, event, bootId, accountId }] of rows.entries()) {
    out.row(COLUMN_COUNT);
    out.int(hostId);
    out.smallint(LOGS[event.log]);
    out.bigint(event.recordId);
    out.timestamp(toMicros(event.at));
    out.smallint(event.eventId);
    out.smallint(event.logonType);
    out.int(bootId);
    out.int(accountId);
    out.text(event.logonId);
    out.text(event.linkedLogonId);
    out.text(event.sessionId);
    out.text(event.address);
    out.jsonb(otherFieldsOf(event));
    out.bigint(raw.blockOf[i] ?? null);
    out.smallint(raw.lineOf[i] ?? null);
    out.timestamp(receivedAt);
    out.int(importId);
  }
  return out.end();
}
