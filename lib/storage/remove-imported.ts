import type { Tx } from "./database";
import { networkLogonDays } from "./insert-audit-events";
import { NOTICES, type Notice } from "./notifications";

/** In the order in which they are locked. */
export async function listImportedHosts(tx: Tx, importId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ hostId: number }[]>`
    SELECT DISTINCT host_id AS "hostId" FROM audit_event WHERE import_id = ${importId}::int ORDER BY 1`;
  return rows.map(({ hostId }) => hostId);
}

/** So many rows go in one statement: a longer one would be cut off by the statement timeout. */
const ROWS_AT_ONCE = 20_000;

/** Of one host: the events, the seams that stood on them, and their share of the network logons; the boots become due. */
export async function deleteImportedEvents(tx: Tx, importId: number, hostId: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const [row] = await tx.$queryRawUnsafe<{ removed: number; days: string }[]>(
      DELETE_SOME,
      importId,
      hostId,
      ROWS_AT_ONCE,
    );
    if (!row || row.removed === 0) break;
    removed += row.removed;
    await tx.$executeRawUnsafe(SUM_DAYS_AGAIN, hostId, row.days);
  }
  const notice: Notice = { kind: "pairing" };
  await tx.$executeRaw`SELECT pg_notify(${NOTICES}, ${JSON.stringify(notice)})`;
  return removed;
}

const DELETE_SOME = `
  WITH gone AS (
    DELETE FROM audit_event WHERE import_id = $1::int AND host_id = $2::int AND (host_id, log, record_id, at) IN (
      SELECT host_id, log, record_id, at FROM audit_event
      WHERE import_id = $1::int AND host_id = $2::int LIMIT $3::int
    )
    RETURNING boot_id, event_id, logon_type, account_id, at
  ),
  due AS (
    INSERT INTO pair_due (host_id, boot_id, since)
    SELECT DISTINCT $2::int, boot_id, now() FROM gone ORDER BY boot_id
    ON CONFLICT DO NOTHING
  ),
  undone AS (
    DELETE FROM pair_seam WHERE host_id = $2::int AND boot_id IN (SELECT boot_id FROM gone)
  ),
  touched AS (
    SELECT DISTINCT account_id, (at AT TIME ZONE 'UTC')::date AS day FROM gone
    WHERE event_id = 4624 AND logon_type = 3 AND account_id IS NOT NULL
  ),
  dropped AS (
    DELETE FROM network_logon_day USING touched
    WHERE host_id = $2::int AND network_logon_day.account_id = touched.account_id
      AND network_logon_day.day = touched.day
  )
  SELECT (SELECT count(*)::int FROM gone) AS removed,
    coalesce((SELECT json_agg(json_build_object('account_id', account_id, 'day', day)) FROM touched), '[]')::text AS days`;

/** From what is left of those days. */
const SUM_DAYS_AGAIN = `
  INSERT INTO network_logon_day (host_id, account_id, day, count, first_at, last_at, addresses)
  ${networkLogonDays(`(
    SELECT audit_event.* FROM json_to_recordset($2::json) AS touched(account_id int, day date)
    JOIN audit_event ON audit_event.account_id = touched.account_id AND audit_event.host_id = $1::int
      AND audit_event.at >= touched.day::timestamp AT TIME ZONE 'UTC'
      AND audit_event.at < (touched.day + 1)::timestamp AT TIME ZONE 'UTC'
  ) AS left_over`)}
  ON CONFLICT DO NOTHING`;
