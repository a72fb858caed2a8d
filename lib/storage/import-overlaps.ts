import type { Database, Tx } from "./database";

/** Another import whose events are on their way into the history. */
export async function findCommitting(tx: Tx, importId: number): Promise<number | null> {
  const found = await tx.import.findFirst({
    where: { state: "committing", id: { not: importId } },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** Later imports that brought events of this one again, newest first. */
export async function listLaterOverlaps(tx: Tx, importId: number): Promise<number[]> {
  const rows = await tx.importOverlap.findMany({
    where: {
      earlierId: importId,
      later: { state: { in: ["committing", "committed", "failed", "undoing"] } },
    },
    select: { laterId: true },
    orderBy: { laterId: "desc" },
    take: 20,
  });
  return rows.map(({ laterId }) => laterId);
}

export async function noteOverlaps(
  db: Database,
  laterId: number,
  earlierIds: readonly number[],
): Promise<void> {
  await db.prisma.importOverlap.createMany({
    data: earlierIds.map((earlierId) => ({ laterId, earlierId })),
    skipDuplicates: true,
  });
}

/** Of one import, in the history. */
export async function countImported(db: Database, importId: number): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM audit_event WHERE import_id = $1",
    [importId],
  );
  return rows[0]?.n ?? 0;
}

export async function listImportedHostIds(db: Database, importId: number): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    "SELECT DISTINCT host_id AS id FROM audit_event WHERE import_id = $1",
    [importId],
  );
  return rows.map(({ id }) => id);
}
