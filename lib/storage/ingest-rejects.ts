import type { Database, Tx } from "./database";

export interface StoredReject {
  readonly id: string;
  readonly place: string;
  readonly reason: string;
  readonly sample: string;
  readonly at: Date;
}

/** So many of one source are kept; older ones make room. */
const KEPT = 1_000;

export async function insertRejects(
  db: Database["prisma"] | Tx,
  source: string,
  rejects: readonly { readonly place: string; readonly reason: string; readonly sample: string }[],
  now: Date,
): Promise<void> {
  const last = rejects.slice(-KEPT);
  if (last.length === 0) return;
  const json = JSON.stringify(last);
  await db.$executeRaw`
    INSERT INTO ingest_reject (source, place, reason, sample, at)
    SELECT ${source}, place, reason, sample, ${now}::timestamptz
    FROM json_to_recordset(${json}::json) AS row(place text, reason text, sample text)`;
  await db.$executeRaw`
    DELETE FROM ingest_reject WHERE source = ${source} AND id < (
      SELECT id FROM ingest_reject WHERE source = ${source} ORDER BY id DESC OFFSET ${KEPT - 1} LIMIT 1
    )`;
}

/** Newest first. */
export async function listRejects(db: Database, source: string, limit = 100): Promise<StoredReject[]> {
  const rows = await db.prisma.ingestReject.findMany({
    where: { source },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(({ id, place, reason, sample, at }) => ({ id: id.toString(), place, reason, sample, at }));
}
