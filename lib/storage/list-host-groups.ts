import type { Database } from "./database";

export async function listHostGroups(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ group: string }>(
    `SELECT DISTINCT "group" FROM host WHERE "group" <> '' ORDER BY 1 LIMIT 500`,
  );
  return rows.map(({ group }) => group);
}
