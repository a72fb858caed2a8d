import { type BootMonths, toBootMonths } from "./boot-months";
import type { Tx } from "./database";

export interface BootRow {
  readonly id: number;
  readonly key: string;
  readonly startedAt: number;
  /** Where its events lie. */
  readonly months: BootMonths;
}

/** Earlier evidence moves the start of a boot back, never forward: any order of arrival ends in the same row. */
export async function ensureBoots(
  tx: Tx,
  hostId: number,
  boots: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  if (boots.size === 0) return new Map();
  const json = JSON.stringify([...boots].map(([key, startedAt]) => ({ key, started_at: startedAt })));
  await tx.$executeRaw`
    INSERT INTO boot (host_id, key, started_at)
    SELECT ${hostId}::int, key, to_timestamp(started_at / 1000)
    FROM json_to_recordset(${json}::json) AS row(key text, started_at double precision) ORDER BY key
    ON CONFLICT (host_id, key) DO UPDATE SET started_at = EXCLUDED.started_at
    WHERE EXCLUDED.started_at < boot.started_at`;
  const rows = await tx.boot.findMany({
    where: { hostId, key: { in: [...boots.keys()] } },
    select: { id: true, key: true },
  });
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** Of one host, oldest first. */
export async function listBoots(tx: Tx, hostId: number): Promise<BootRow[]> {
  const rows = await tx.boot.findMany({
    where: { hostId },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
    select: { id: true, key: true, startedAt: true, firstMonth: true, lastMonth: true },
  });
  return rows.map(({ id, key, startedAt, firstMonth, lastMonth }) => ({
    id,
    key,
    startedAt: startedAt.getTime(),
    months: toBootMonths(firstMonth?.getTime() ?? null, lastMonth?.getTime() ?? null),
  }));
}

/** Boots with this beginning of a key that hold no events any more, and the sessions that were paired of them. */
export async function deleteEmptyBoots(tx: Tx, hostId: number, keyPrefix: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM boot WHERE host_id = ${hostId}::int AND starts_with(key, ${keyPrefix})
      AND NOT EXISTS (SELECT FROM audit_event WHERE audit_event.host_id = boot.host_id AND boot_id = boot.id)`;
}
