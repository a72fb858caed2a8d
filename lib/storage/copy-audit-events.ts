import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import { OtherFieldTexts, toMicros } from "./audit-event-columns";
import { dayOf, monthOf, partitionOf, writtenDay } from "./audit-months";
import { widenMonths } from "./boot-months";
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
import { copyRawBlocks, type PlacedRaw, type SentLine } from "./raw-blocks";

/** An event with its place, and its raw record: the text of a JSON object, or the line that it was sent on. */
export interface BulkEventRow {
  readonly hostId: number;
  readonly event: AuditEvent;
  readonly bootId: number;
  readonly accountId: number | null;
  readonly raw: string | SentLine | null;
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
  const raw = await copyRawBlocks(
    client,
    rows.map((row) => row.raw),
  );
  const bytes = encodeByMonth(rows, raw, origin);
  if (await copyNew(client, bytes)) return noteGained(client, rows);
  return copyThroughStage(client, bytes, {
    sent: rows.length,
    importId: origin.importId,
    blocks: raw.blocks,
  });
}

const UNIQUE_VIOLATION = "23505";
const COLUMNS = `host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id, linked_logon_id,
  session_id, address, fields, raw_block, raw_line, received_at, import_id`;
const COLUMN_COUNT = 17;

/**
 * False where one of them was there before, or stands in the batch twice: then nothing has happened. Each month's go into
 * their partition: to look for it row by row, and to hand each row to a trigger, takes longer than to keep it.
 */
async function copyNew(client: pg.ClientBase, bytes: ReadonlyMap<string, Buffer>): Promise<boolean> {
  await client.query("SAVEPOINT straight");
  try {
    for (const [month, rows] of bytes) await copy(client, `${partitionOf(month)} (${COLUMNS})`, rows);
    await client.query("RELEASE SAVEPOINT straight");
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT straight");
    return false;
  }
}

/** What COPY added, summed up here: days to sum up, network logons, the seams that it reaches behind, the boots' months. */
async function noteGained(client: pg.ClientBase, rows: readonly BulkEventRow[]): Promise<GainedEvents[]> {
  const gained = new GainedByLog();
  const days = new Map<string, { host_id: number; day: string }>();
  const network: unknown[] = [];
  let [lastHost, lastDay] = [Number.NaN, Number.NaN];
  for (const { hostId, bootId, accountId, event } of rows) {
    gained.add(hostId, bootId, event);
    const day = dayOf(event.at);
    if (hostId !== lastHost || day !== lastDay) {
      [lastHost, lastDay] = [hostId, day];
      days.set(`${hostId} ${day}`, { host_id: hostId, day: writtenDay(day) });
    }
    if (event.eventId === 4624 && event.logonType === 3 && accountId !== null) {
      network.push(networkLogonOf(hostId, accountId, event));
    }
  }
  await client.query(NOTE_DAYS, [JSON.stringify([...days.values()])]);
  if (network.length > 0) await client.query(COUNT_NETWORK, [JSON.stringify(network)]);
  await client.query(NOTE_BOOTS, [JSON.stringify(gained.stretches())]);
  return gained.all();
}

function networkLogonOf(hostId: number, accountId: number, event: AuditEvent) {
  return {
    host_id: hostId,
    account_id: accountId,
    micros: toMicros(event.at),
    log: LOGS[event.log],
    event_id: event.eventId,
    logon_type: event.logonType,
    logon_id: event.logonId,
    address: event.address,
  };
}

class GainedByLog {
  readonly #gained = new Map<string, Gained>();

  add(hostId: number, bootId: number, { log, recordId, at }: AuditEvent): void {
    const key = `${hostId} ${bootId} ${log}`;
    const one = this.#gained.get(key);
    if (!one) {
      const first = { firstRecord: recordId, firstAt: at, lastAt: at };
      this.#gained.set(key, { hostId, bootId, log: LOGS[log], count: 1, ...first });
    } else {
      one.count++;
      one.firstRecord = Math.min(one.firstRecord, recordId);
      one.firstAt = Math.min(one.firstAt, at);
      one.lastAt = Math.max(one.lastAt, at);
    }
  }

  all(): GainedEvents[] {
    return [...this.#gained.values()].map(({ firstRecord, firstAt: _, lastAt: __, ...one }) => ({
      ...one,
      firstRecordId: BigInt(firstRecord),
    }));
  }

  /** For `NOTE_BOOTS`. */
  stretches() {
    return [...this.#gained.values()].map(({ hostId, bootId, log, firstRecord, firstAt, lastAt }) => ({
      host_id: hostId,
      boot_id: bootId,
      log,
      first_record: firstRecord,
      from: toMicros(firstAt),
      until: toMicros(lastAt),
    }));
  }
}

interface Gained {
  readonly hostId: number;
  readonly bootId: number;
  readonly log: number;
  count: number;
  firstRecord: number;
  firstAt: number;
  lastAt: number;
}

// As the trigger of `audit_event` does, which does not hear of what comes straight into a partition.
const NOTE_DAYS = `INSERT INTO log_day_due (host_id, day)
  SELECT host_id, day FROM json_to_recordset($1::json) AS row(host_id int, day date)`;
const COUNT_NETWORK = countNetworkLogons(`(
  SELECT row.*, 'epoch'::timestamptz + micros * interval '1 microsecond' AS at
  FROM json_to_recordset($1::json) AS row(host_id int, account_id int, micros float8, log smallint, event_id int,
    logon_type int, logon_id text, address text)
) AS added`);
const NOTE_BOOTS = `WITH gained AS (
    SELECT row.*, 'epoch'::timestamptz + "from" * interval '1 microsecond' AS first_at,
      'epoch'::timestamptz + until * interval '1 microsecond' AS last_at
    FROM json_to_recordset($1::json)
      AS row(host_id int, boot_id int, log smallint, first_record bigint, "from" float8, until float8)
  ),
  undone AS (${UNDO_SEAMS})
  ${widenMonths("gained")}`;

async function copyThroughStage(
  client: pg.ClientBase,
  bytes: ReadonlyMap<string, Buffer>,
  {
    sent,
    importId,
    blocks,
  }: { readonly sent: number; readonly importId: number | null; readonly blocks: readonly number[] },
): Promise<GainedEvents[]> {
  await client.query(
    `CREATE TEMP TABLE IF NOT EXISTS staged (
       ${STAGED}, raw_block bigint, raw_line smallint, received_at timestamptz, import_id int
     ) ON COMMIT DELETE ROWS`,
  );
  for (const rows of bytes.values()) await copy(client, `staged (${COLUMNS})`, rows);
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

/** By month, as `monthOf` tells it. */
function encodeByMonth(
  rows: readonly BulkEventRow[],
  raw: PlacedRaw,
  { now, importId }: BulkOrigin,
): ReadonlyMap<string, Buffer> {
  const byMonth = new Map<string, CopyWriter>();
  const texts = new OtherFieldTexts();
  const receivedAt = toMicros(now.getTime());
  let [day, out] = [Number.NaN, new CopyWriter(0)];
  for (const [i, { hostId, event, bootId, accountId }] of rows.entries()) {
    if (dayOf(event.at) !== day) {
      day = dayOf(event.at);
      const month = monthOf(day);
      out = byMonth.get(month) ?? new CopyWriter((rows.length * BYTES_PER_ROW) / (byMonth.size + 1));
      byMonth.set(month, out);
    }
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
    out.jsonb(texts.of(event));
    out.bigint(raw.blockOf[i] ?? null);
    out.smallint(raw.lineOf[i] ?? null);
    out.timestamp(receivedAt);
    out.int(importId);
  }
  return new Map([...byMonth].map(([month, writer]) => [month, writer.end()]));
}
