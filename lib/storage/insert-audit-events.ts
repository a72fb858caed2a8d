import { LOGS } from "@/lib/domain/audit-event";
import { type AuditEventRow, toJsonRow } from "./audit-event-columns";
import { widenMonths } from "./boot-months";
import type { Tx } from "./database";

/** What one log of one boot gained. */
export interface GainedEvents {
  readonly hostId: number;
  readonly bootId: number;
  readonly log: number;
  readonly count: number;
  readonly firstRecordId: bigint;
}

export const STAGED = `host_id int, log smallint, record_id bigint, at timestamptz, event_id smallint, logon_type smallint,
  boot_id int, account_id int, logon_id text, linked_logon_id text, session_id text, address text, fields jsonb`;
const OF_JSON = `(
  SELECT host_id, log, record_id, 'epoch'::timestamptz + at * interval '1 microsecond' AS at, event_id, logon_type,
    boot_id, account_id, logon_id, linked_logon_id, session_id, address, fields, raw, NULL::bigint AS raw_block,
    NULL::smallint AS raw_line, $2::timestamptz AS received_at, NULL::int AS import_id
  FROM json_to_recordset($1::json) AS row(${STAGED.replace("at timestamptz", "at float8")}, raw jsonb)
) AS staged`;
export const OF_COPY = "(SELECT *, NULL::jsonb AS raw FROM staged) AS staged";

const MAX_ADDRESSES = 32;

/** Adds the network logons of a source to their days. */
export function countNetworkLogons(source: string): string {
  return `INSERT INTO network_logon_day (host_id, account_id, day, count, first_at, last_at, addresses)
    ${networkLogonDays(source)}
    ON CONFLICT (host_id, account_id, day) DO UPDATE SET count = network_logon_day.count + EXCLUDED.count,
      first_at = LEAST(network_logon_day.first_at, EXCLUDED.first_at),
      last_at = GREATEST(network_logon_day.last_at, EXCLUDED.last_at),
      addresses = ARRAY(
        SELECT DISTINCT one COLLATE "C" FROM unnest(network_logon_day.addresses || EXCLUDED.addresses) AS one
        ORDER BY 1 LIMIT ${MAX_ADDRESSES}
      )`;
}

/** Of what `gained` reaches behind. */
export const UNDO_SEAMS = `DELETE FROM pair_seam USING gained
    WHERE pair_seam.host_id = gained.host_id AND pair_seam.boot_id = gained.boot_id
      AND (pair_seam.at > gained.first_at OR (pair_seam.records->>gained.log::text)::bigint >= gained.first_record)`;

/** One statement: keeps what is new, counts network logons, undoes the seams that it reaches behind, notes the boots' months. */
export const insertFrom = (source: string) => `
  WITH added AS (
    INSERT INTO audit_event (host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id,
      linked_logon_id, session_id, address, fields, raw, raw_block, raw_line, received_at, import_id)
    SELECT host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id,
      linked_logon_id, session_id, address, fields, raw, raw_block, raw_line, received_at, import_id
    FROM ${source}
    ON CONFLICT DO NOTHING
    RETURNING host_id, boot_id, log, record_id, at, event_id, logon_type, account_id, logon_id, address, raw_block
  ),
  kept AS (
    UPDATE audit_raw SET events = (SELECT count(*) FROM added WHERE raw_block = audit_raw.id)
    WHERE id IN (SELECT raw_block FROM ${source})
  ),
  gained AS (
    SELECT host_id, boot_id, log, count(*)::int AS count, min(record_id) AS first_record, min(at) AS first_at,
      max(at) AS last_at
    FROM added GROUP BY host_id, boot_id, log
  ),
  network AS (${countNetworkLogons("added")}),
  undone AS (${UNDO_SEAMS}),
  widened AS (${widenMonths("gained")})
  SELECT host_id AS "hostId", boot_id AS "bootId", log, count, first_record AS "firstRecordId" FROM gained`;

/** Logons of type 3 with an id of their own, per host, account and day (UTC), in the order of the days' key. */
export function networkLogonDays(source: string): string {
  return `SELECT host_id, account_id, (at AT TIME ZONE 'UTC')::date AS day, count(*)::int, min(at), max(at),
      (ARRAY(
        SELECT DISTINCT one COLLATE "C" FROM unnest(array_agg(address)) AS one
        WHERE one IS NOT NULL AND one <> '-' ORDER BY 1 LIMIT ${MAX_ADDRESSES}
      ))
    FROM ${source}
    WHERE log = ${LOGS.Security} AND event_id = 4624 AND logon_type = 3 AND account_id IS NOT NULL
      AND logon_id NOT IN ('0x0', '0x3e3', '0x3e4', '0x3e5', '0x3e7')
    GROUP BY host_id, account_id, (at AT TIME ZONE 'UTC')::date
    ORDER BY host_id, account_id, day`;
}

/** A small batch, inside a transaction that does other things too. */
export async function insertAuditEvents(
  tx: Tx,
  rows: readonly AuditEventRow[],
  now: Date,
): Promise<GainedEvents[]> {
  if (rows.length === 0) return [];
  const json = JSON.stringify(rows.map(toJsonRow));
  const gained = await tx.$queryRawUnsafe<GainedEvents[]>(insertFrom(OF_JSON), json, now);
  const added = gained.reduce((sum, one) => sum + one.count, 0);
  if (added < rows.length) await tx.$executeRawUnsafe(claimFrom(OF_JSON_KEYS), json);
  return gained;
}

// A claim asks for the keys alone.
const OF_JSON_KEYS = OF_JSON.replace("$2::timestamptz", "NULL::timestamptz");

/** What a host or a shipper sends is no import's any more: an undo leaves it. */
export const claimFrom = (source: string) => `
  UPDATE audit_event SET import_id = NULL FROM ${source}
  WHERE audit_event.host_id = staged.host_id AND audit_event.log = staged.log
    AND audit_event.record_id = staged.record_id AND audit_event.at = staged.at AND audit_event.import_id IS NOT NULL`;
