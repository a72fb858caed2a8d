import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import { EVENT_COLUMNS, fromStored, type StoredEvent, toMicros } from "./audit-event-columns";
import { toBootMonths } from "./boot-months";
import type { BootRow } from "./boots";
import type { BulkClient } from "./bulk-transaction";

/** Of several hosts, oldest first. */
export async function listBootsOfHosts(
  client: BulkClient,
  hostIds: readonly number[],
): Promise<Map<number, BootRow[]>> {
  const { rows } = await client.query<BootOfHost>({
    name: "boots-of-hosts",
    text: `SELECT host_id AS "hostId", id, key, extract(epoch FROM started_at)::float8 * 1000 AS "startedAt",
       extract(epoch FROM first_month)::float8 * 1000 AS "firstMonth",
       extract(epoch FROM last_month)::float8 * 1000 AS "lastMonth"
     FROM boot WHERE host_id = ANY($1::int[]) ORDER BY host_id, started_at, id`,
    values: [hostIds],
  });
  const byHost = new Map<number, BootRow[]>(hostIds.map((id) => [id, []]));
  for (const { hostId, firstMonth, lastMonth, ...boot } of rows) {
    byHost.get(hostId)?.push({ ...boot, months: toBootMonths(firstMonth, lastMonth) });
  }
  return byHost;
}

interface BootOfHost extends Omit<BootRow, "months"> {
  readonly hostId: number;
  readonly firstMonth: number | null;
  readonly lastMonth: number | null;
}

export interface WantedBoot {
  readonly hostId: number;
  readonly key: string;
  readonly startedAt: number;
}

/** Boots of several hosts by key, made where they are new; earlier evidence moves a start back. */
export async function ensureBootsOfHosts(
  client: BulkClient,
  wanted: readonly WantedBoot[],
): Promise<(host: number, key: string) => number> {
  const ids = new Map<string, number>();
  if (wanted.length > 0) {
    const { rows } = await client.query<{ id: number; hostId: number; key: string }>({
      name: "ensure-boots-of-hosts",
      text: `WITH wanted AS (
         SELECT * FROM unnest($1::int[], $2::text[], $3::float8[]) AS w(host_id, key, started_at)
       ),
       made AS (
         INSERT INTO boot (host_id, key, started_at)
         SELECT host_id, key, to_timestamp(started_at / 1000) FROM wanted ORDER BY host_id, key
         ON CONFLICT (host_id, key) DO UPDATE SET started_at = EXCLUDED.started_at
           WHERE EXCLUDED.started_at < boot.started_at
         RETURNING id, host_id, key
       )
       SELECT id, host_id AS "hostId", key FROM made
       UNION SELECT boot.id, boot.host_id, boot.key FROM boot JOIN wanted USING (host_id, key)`,
      values: [wanted.map((w) => w.hostId), wanted.map((w) => w.key), wanted.map((w) => w.startedAt)],
    });
    for (const { id, hostId, key } of rows) ids.set(`${hostId} ${key}`, id);
  }
  return (hostId, key) => {
    const id = ids.get(`${hostId} ${key}`);
    if (id === undefined) throw new Error(`boot ${key} of host ${hostId} was not made`);
    return id;
  };
}

/** So many first records of each log tell where a boot begins. */
const HEAD_RECORDS = 20;

export interface BootEnds {
  /** The first records of each log, and the last one of each. */
  readonly events: readonly AuditEvent[];
  /** The last record of each log, by the log's number. */
  readonly last: ReadonlyMap<number, number>;
}

/** What a boot's beginning and end are, without what lies between. */
export async function readBootEnds(
  client: BulkClient,
  boots: readonly { readonly hostId: number; readonly bootId: number }[],
): Promise<Map<number, BootEnds>> {
  const ends = new Map<number, { events: AuditEvent[]; last: Map<number, number> }>();
  if (boots.length === 0) return ends;
  const columns = EVENT_COLUMNS.replace("extract(epoch FROM at)", "extract(epoch FROM found.at)");
  const { rows } = await client.query<StoredEvent & { boot_id: number; is_last: boolean }>({
    name: "boot-ends",
    text: `SELECT boot.boot_id, is_last, ${columns.replace("log,", "found.log,")}
     FROM unnest($1::int[], $2::int[]) AS boot(host_id, boot_id)
     CROSS JOIN unnest($3::smallint[]) AS of(log)
     CROSS JOIN LATERAL (
       (SELECT *, false AS is_last FROM audit_event e
        WHERE e.host_id = boot.host_id AND e.boot_id = boot.boot_id AND e.log = of.log
        ORDER BY e.record_id LIMIT ${HEAD_RECORDS})
       UNION ALL
       (SELECT *, true FROM audit_event e
        WHERE e.host_id = boot.host_id AND e.boot_id = boot.boot_id AND e.log = of.log
        ORDER BY e.record_id DESC LIMIT 1)
     ) AS found`,
    values: [boots.map(({ hostId }) => hostId), boots.map(({ bootId }) => bootId), Object.values(LOGS)],
  });
  for (const row of rows) {
    let end = ends.get(row.boot_id);
    if (!end) {
      end = { events: [], last: new Map() };
      ends.set(row.boot_id, end);
    }
    end.events.push(fromStored(row));
    if (row.is_last) end.last.set(row.log, Number(row.record_id));
  }
  return ends;
}

export interface EventKey {
  readonly hostId: number;
  readonly event: Pick<AuditEvent, "log" | "recordId" | "at">;
}

/** Which of these are stored already, and in which boots; by their place in the list. */
export async function findStoredEvents(
  client: BulkClient,
  keys: readonly EventKey[],
): Promise<Map<number, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<{ place: number; bootId: number }>(
    `SELECT place::int, audit_event.boot_id AS "bootId"
     FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::float8[])
       WITH ORDINALITY AS wanted(host_id, log, record_id, at, place)
     JOIN audit_event ON audit_event.host_id = wanted.host_id AND audit_event.log = wanted.log
       AND audit_event.record_id = wanted.record_id
       AND audit_event.at = 'epoch'::timestamptz + wanted.at * interval '1 microsecond'`,
    [
      keys.map(({ hostId }) => hostId),
      keys.map(({ event }) => LOGS[event.log]),
      keys.map(({ event }) => event.recordId),
      keys.map(({ event }) => toMicros(event.at)),
    ],
  );
  return new Map(rows.map(({ place, bootId }) => [place - 1, bootId]));
}

export interface LogonIdsOfBoot {
  readonly hostId: number;
  readonly bootId: number;
  readonly logonIds: readonly string[];
}

/** The hosts where a person's logon in that boot went by one of these ids. */
export async function findHostsOfUsedIds(
  client: BulkClient,
  boots: readonly LogonIdsOfBoot[],
): Promise<number[]> {
  const asked = boots.filter(({ logonIds }) => logonIds.length > 0);
  if (asked.length === 0) return [];
  const { rows } = await client.query<{ hostId: number }>({
    name: "hosts-of-used-ids",
    text: `SELECT "hostId"
      FROM json_to_recordset($1::json) AS asked("hostId" int, "bootId" int, "logonIds" text[])
      CROSS JOIN LATERAL (
        SELECT 1 FROM (
          SELECT e.boot_id, e.logon_type FROM audit_event e
          WHERE e.host_id = "hostId" AND e.logon_id = ANY("logonIds") AND e.event_id = 4624
          -- By the id first: the planner would rather read the whole boot.
          OFFSET 0) AS logon
        WHERE logon.boot_id = "bootId" AND logon.logon_type IN (2, 7, 10, 11, 12, 13) LIMIT 1) AS used`,
    values: [JSON.stringify(asked)],
  });
  return rows.map(({ hostId }) => hostId);
}
