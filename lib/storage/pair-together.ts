import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import type { Seam } from "@/lib/domain/pairing/incremental";
import type { StrangeIds } from "@/lib/domain/pairing/incremental-window";
import { EVENT_COLUMNS, fromStored, type StoredEvent, toMicros } from "./audit-event-columns";
import { type BootMonths, monthsOfAll, toBootMonths } from "./boot-months";
import type { Tx } from "./database";
import { type SeamRow, toSeam } from "./pair-window";

/** A boot that is due, and nothing but its own sessions can change with it. */
export interface PlainBoot {
  readonly hostId: number;
  readonly bootId: number;
  readonly key: string;
  readonly months: BootMonths;
  readonly seam: Seam | null;
}

export interface PlainQuery {
  readonly hostIds: readonly number[];
  /** Keys of boots that were cut from records begin so. */
  readonly cutPrefix: string;
  /** Targets in these states wait for an ending. */
  readonly waiting: readonly string[];
  /** An ending of the same boot may still move a target in these. */
  readonly late: readonly string[];
}

/**
 * Locks those of these hosts that nobody writes to, and answers the boots of those of them where one boot is due: the one
 * that runs, named by the host. How the boot before it ended is settled, and no order waits for what its log says.
 */
export async function lockPlainBoots(tx: Tx, query: PlainQuery): Promise<PlainBoot[]> {
  const locked = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM host WHERE id = ANY(${[...query.hostIds]}::int[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  const rows = await tx.$queryRaw<FoundBoot[]>`
    SELECT due.host_id AS "hostId", boot.id AS "bootId", boot.key, seam.found AS seam,
      extract(epoch FROM boot.first_month)::float8 * 1000 AS "firstMonth",
      extract(epoch FROM boot.last_month)::float8 * 1000 AS "lastMonth"
    FROM (
      SELECT host_id, min(boot_id) AS boot_id FROM pair_due WHERE host_id = ANY(${locked.map(({ id }) => id)}::int[])
      GROUP BY host_id HAVING count(*) = 1
    ) AS due
    JOIN boot ON boot.id = due.boot_id
    LEFT JOIN LATERAL (
      SELECT json_build_object('id', id, 'at', extract(epoch FROM at)::float8 * 1000, 'records', records,
        'carried', carried) AS found
      FROM pair_seam WHERE pair_seam.host_id = due.host_id AND pair_seam.boot_id = boot.id
      ORDER BY pair_seam.at DESC LIMIT 1
    ) AS seam ON true
    LEFT JOIN LATERAL (
      SELECT b.id FROM boot b WHERE b.host_id = due.host_id AND (b.started_at, b.id) < (boot.started_at, boot.id)
      ORDER BY b.started_at DESC, b.id DESC LIMIT 1
    ) AS before ON true
    WHERE NOT EXISTS (
        SELECT FROM boot b WHERE b.host_id = due.host_id
          AND ((b.started_at, b.id) > (boot.started_at, boot.id) OR starts_with(b.key, ${query.cutPrefix})))
      AND NOT EXISTS (
        SELECT FROM session s WHERE s.host_id = due.host_id AND s.boot_id = before.id AND s.seam_id IS NULL
          AND s.end_kind IN ('open', 'crashed', 'lost'))
      AND NOT EXISTS (
        SELECT FROM logoff_target t WHERE t.host_id = due.host_id
          AND (t.state = ANY(${[...query.waiting]}::text[])
            OR (t.state = ANY(${[...query.late]}::text[]) AND t.boot_key = boot.key)))`;
  return rows.map(({ hostId, bootId, key, seam, firstMonth, lastMonth }) => ({
    hostId,
    bootId,
    key,
    months: toBootMonths(firstMonth, lastMonth),
    seam: seam && toSeam(seam),
  }));
}

interface FoundBoot extends Pick<PlainBoot, "hostId" | "bootId" | "key"> {
  readonly seam: SeamRow | null;
  readonly firstMonth: number | null;
  readonly lastMonth: number | null;
}

export interface PlainWindow extends PlainBoot {
  readonly carried: readonly AuditEvent[];
  /** All that stands after the seam, in the order of its logs. */
  readonly later: readonly AuditEvent[];
}

/** What is to be paired of each; without those where a log holds so many records or more. */
export async function loadPlainWindows(
  tx: Tx,
  boots: readonly PlainBoot[],
  limit: number,
): Promise<PlainWindow[]> {
  const carried = await loadCarried(tx, boots);
  const asked = boots.flatMap(({ hostId, bootId, seam }) =>
    Object.values(LOGS).map((log) => [hostId, bootId, log, seam?.records[log] ?? -1]),
  );
  const { from, until } = monthsOfAll(boots.map(({ months }) => months));
  const rows = await tx.$queryRawUnsafe<(StoredEvent & { in_boot: number })[]>(
    `SELECT of.boot_id AS in_boot, ${ofFound()}
     FROM (
       SELECT (ask->>0)::int AS host_id, (ask->>1)::int AS boot_id, (ask->>2)::smallint AS log, (ask->>3)::bigint AS after
       FROM json_array_elements($1::json) AS ask
     ) AS of
     CROSS JOIN LATERAL (
       SELECT * FROM audit_event e
       WHERE e.host_id = of.host_id AND e.boot_id = of.boot_id AND e.log = of.log AND e.record_id > of.after
         AND e.at >= $3 AND e.at < $4
       ORDER BY e.record_id LIMIT $2::int
     ) AS found
     ORDER BY of.boot_id, found.log, found.record_id, found.at`,
    JSON.stringify(asked),
    limit,
    from,
    until,
  );
  const later = new Map<number, AuditEvent[]>(boots.map(({ bootId }) => [bootId, []]));
  const counts = new Map<string, number>();
  for (const row of rows) {
    later.get(row.in_boot)?.push(fromStored(row));
    const log = `${row.in_boot} ${row.log}`;
    counts.set(log, (counts.get(log) ?? 0) + 1);
  }
  const isFull = ({ bootId }: PlainBoot) =>
    Object.values(LOGS).some((log) => (counts.get(`${bootId} ${log}`) ?? 0) >= limit);
  return boots
    .filter((boot) => !isFull(boot))
    .map((boot) => ({
      ...boot,
      carried: carried.get(boot.bootId) ?? [],
      later: later.get(boot.bootId) ?? [],
    }));
}

async function loadCarried(tx: Tx, boots: readonly PlainBoot[]): Promise<Map<number, AuditEvent[]>> {
  const carried = new Map<number, AuditEvent[]>();
  const places = boots.flatMap(({ hostId, bootId, seam }) =>
    (seam?.carried ?? []).map(([log, recordId, at]) => [hostId, bootId, log, recordId, toMicros(at)]),
  );
  if (places.length === 0) return carried;
  const rows = await tx.$queryRawUnsafe<(StoredEvent & { in_boot: number })[]>(
    `SELECT of.in_boot, ${ofFound()}
     FROM (
       SELECT (place->>0)::int AS host, (place->>1)::int AS in_boot, (place->>2)::smallint AS in_log,
         (place->>3)::bigint AS record, 'epoch'::timestamptz + (place->>4)::float8 * interval '1 microsecond' AS instant
       FROM json_array_elements($1::json) AS place
     ) AS of
     CROSS JOIN LATERAL (
       SELECT * FROM audit_event e
       WHERE e.host_id = host AND e.at = instant AND e.log = in_log AND e.record_id = record
       -- One by one through the key: as one join, the planner would rather read all that the hosts have.
       OFFSET 0
     ) AS found`,
    JSON.stringify(places),
  );
  for (const row of rows) {
    const list = carried.get(row.in_boot);
    if (list) list.push(fromStored(row));
    else carried.set(row.in_boot, [fromStored(row)]);
  }
  return carried;
}

function ofFound(): string {
  return EVENT_COLUMNS.replace("log,", "found.log,").replace("FROM at", "FROM found.at");
}

export interface StrangeInBoot {
  readonly hostId: number;
  readonly bootId: number;
  readonly seam: Seam;
  readonly strange: StrangeIds;
}

/** The boots where one of these ids is a settled session's, or a logon's from before the seam. */
export async function findReopenedBoots(tx: Tx, asked: readonly StrangeInBoot[]): Promise<Set<number>> {
  const ids = asked.flatMap(({ hostId, bootId, seam, strange }) => {
    const ofAny = new Set(strange.ofAnyLogon);
    return strange.ids.map((id) => [hostId, bootId, seam.records[LOGS.Security] ?? -1, id, ofAny.has(id)]);
  });
  if (ids.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ bootId: number }[]>`
    SELECT DISTINCT of.boot_id AS "bootId" FROM (
      SELECT (ask->>0)::int AS host_id, (ask->>1)::int AS boot_id, (ask->>2)::bigint AS record, ask->>3 AS id,
        (ask->>4)::boolean AS is_any
      FROM json_array_elements(${JSON.stringify(ids)}::json) AS ask
    ) AS of
    WHERE EXISTS (
        SELECT FROM session s WHERE s.host_id = of.host_id AND s.boot_id = of.boot_id AND s.logon_id = of.id
          AND s.seam_id IS NOT NULL)
      OR EXISTS (
        SELECT FROM session s WHERE s.host_id = of.host_id AND s.boot_id = of.boot_id AND s.linked_logon_id = of.id
          AND s.seam_id IS NOT NULL)
      OR EXISTS (
        SELECT FROM (
          SELECT boot_id, record_id, logon_type FROM audit_event e
          WHERE e.host_id = of.host_id AND e.logon_id = of.id AND e.event_id = 4624
          -- By the id first: the planner would rather read the whole boot.
          OFFSET 0) AS logon
        WHERE logon.boot_id = of.boot_id AND logon.record_id <= of.record
          AND (logon.logon_type IN (2, 7, 10, 11, 12, 13) OR of.is_any))`;
  return new Set(rows.map(({ bootId }) => bootId));
}

/** They are paired in this transaction, or stay due. */
export async function takeDueBoots(tx: Tx, boots: readonly PlainBoot[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM pair_due
    USING unnest(${boots.map(({ hostId }) => hostId)}::int[], ${boots.map(({ bootId }) => bootId)}::int[])
      AS done(host_id, boot_id)
    WHERE pair_due.host_id = done.host_id AND pair_due.boot_id = done.boot_id`;
}
