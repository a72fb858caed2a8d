import type { Database } from "./database";

export interface WebAssociate {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  /** Place of their group among all groups by name, from 1 on; 0 without one. */
  readonly groupIdx: number;
  readonly group: string;
  readonly retiredAt: Date | null;
  readonly accounts: readonly { readonly key: string; readonly domain: string; readonly name: string }[];
  readonly lastLogonAt: Date | null;
}

export interface WebAssociateFilter {
  readonly ids: readonly number[] | null;
  readonly groupIdx: number | null;
  readonly isLoggedOn: boolean;
  readonly after: number;
  readonly limit: number;
}

/** Associates by id, as the WebAPI and its archive tell of them. */
export async function listWebAssociates(db: Database, filter: WebAssociateFilter): Promise<WebAssociate[]> {
  const { ids, groupIdx, isLoggedOn, after, limit } = filter;
  const { rows } = await db.pool.query<WebAssociate>(
    `WITH groups AS (
       SELECT "group", row_number() OVER (ORDER BY "group")::int AS idx
       FROM (SELECT DISTINCT "group" FROM associate WHERE "group" <> '') named)
     SELECT a.id, a.name, a.full_name AS "fullName", COALESCE(g.idx, 0) AS "groupIdx", a."group",
       a.retired_at AS "retiredAt",
       COALESCE((SELECT json_agg(json_build_object('key', c.key, 'domain', c.domain, 'name', c.name) ORDER BY c.id)
                 FROM account c WHERE c.associate_id = a.id), '[]') AS accounts,
       (SELECT max(l.logged_on_at) FROM live_session l WHERE l.associate_id = a.id) AS "lastLogonAt"
     FROM associate a LEFT JOIN groups g ON g."group" = a."group"
     WHERE a.id > $1 AND ($2::int[] IS NULL OR a.id = ANY($2)) AND ($3::int IS NULL OR COALESCE(g.idx, 0) = $3)
       AND (NOT $4::boolean OR EXISTS (
         SELECT FROM live_session l JOIN account c ON c.id = l.account_id
         WHERE l.associate_id = a.id OR c.associate_id = a.id))
     ORDER BY a.id LIMIT $5`,
    [after, ids, groupIdx, isLoggedOn, limit],
  );
  return rows;
}
