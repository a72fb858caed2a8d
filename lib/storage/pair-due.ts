import type pg from "pg";
import type { Database, Tx } from "./database";
import { NOTICES, type Notice } from "./notifications";

interface DueBoot {
  readonly hostId: number;
  readonly bootId: number;
}

/** Boots to pair again; whoever pairs hears of them once they are committed. */
export async function markPairDue(
  client: pg.ClientBase,
  boots: readonly DueBoot[],
  now: Date,
): Promise<void> {
  if (boots.length === 0) return;
  const notice: Notice = { kind: "pairing" };
  await client.query({
    name: "mark-pair-due",
    text: `WITH marked AS (
        INSERT INTO pair_due (host_id, boot_id, since)
        SELECT DISTINCT host_id, boot_id, $3::timestamptz FROM unnest($1::int[], $2::int[]) AS due(host_id, boot_id)
        ORDER BY host_id, boot_id ON CONFLICT DO NOTHING)
      SELECT pg_notify($4, $5)`,
    values: [
      boots.map(({ hostId }) => hostId),
      boots.map(({ bootId }) => bootId),
      now,
      NOTICES,
      JSON.stringify(notice),
    ],
  });
}

/** Takes what is due of a host, the oldest boots first: they are paired in this transaction, or stay due. */
export async function takePairDue(tx: Tx, hostId: number, limit: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ bootId: number }[]>`
    DELETE FROM pair_due WHERE host_id = ${hostId}::int AND boot_id IN (
      SELECT boot_id FROM pair_due JOIN boot ON boot.id = boot_id WHERE pair_due.host_id = ${hostId}::int
      ORDER BY boot.started_at, boot.id LIMIT ${limit}::int
    ) RETURNING boot_id AS "bootId"`;
  return rows.map(({ bootId }) => bootId);
}

/** Hosts with boots that are due, the one that waits longest first. */
export async function listDueHosts(
  db: Database,
  hostIds: readonly number[] | null,
  limit: number,
): Promise<number[]> {
  const rows = await db.prisma.$queryRaw<{ hostId: number }[]>`
    SELECT host_id AS "hostId" FROM pair_due
    WHERE ${hostIds === null} OR host_id = ANY(${[...(hostIds ?? [])]}::int[])
    GROUP BY host_id ORDER BY min(since), host_id LIMIT ${limit}::int`;
  return rows.map(({ hostId }) => hostId);
}

export async function countPairDue(db: Database, hostIds: readonly number[] | null): Promise<number> {
  return db.prisma.pairDue.count({ where: hostIds === null ? {} : { hostId: { in: [...hostIds] } } });
}
