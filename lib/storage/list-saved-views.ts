import type { Database } from "./database";

export interface SavedViewRow {
  readonly id: number;
  readonly name: string;
  readonly query: string;
  readonly sort: string;
  readonly by: string;
  readonly isShared: boolean;
  readonly ownerId: number;
  readonly ownerName: string;
}

const MOST = 200;

/** One's own first, then what others share; each by name. */
export async function listSavedViews(db: Database, operatorId: number): Promise<SavedViewRow[]> {
  const { rows } = await db.pool.query<SavedViewRow>(
    `SELECT v.id, v.name, v.query, v.sort, v."by", v.is_shared AS "isShared", v.owner_id AS "ownerId",
            o.name AS "ownerName"
     FROM saved_view v JOIN operator o ON o.id = v.owner_id
     WHERE v.owner_id = $1 OR v.is_shared
     ORDER BY v.owner_id <> $1, lower(v.name), v.id LIMIT $2`,
    [operatorId, MOST],
  );
  return rows;
}
