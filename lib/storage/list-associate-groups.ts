import type { Database } from "./database";

export async function listAssociateGroups(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ group: string }>(
    `SELECT DISTINCT "group" FROM associate WHERE "group" <> '' AND retired_at IS NULL ORDER BY 1 LIMIT 500`,
  );
  return rows.map(({ group }) => group);
}
