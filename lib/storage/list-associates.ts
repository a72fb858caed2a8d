import type { Database } from "./database";

export interface AssociateFilter {
  readonly text: string;
  readonly group: string | null;
  readonly isOnNow: boolean;
}

/** Where a page ends: names are not unique, ids are. */
export interface NameCursor {
  readonly name: string;
  readonly id: number;
}

export interface AssociateRow {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly isProtected: boolean;
  readonly accounts: number;
  readonly liveSessions: number;
  readonly lastSeenAt: Date | null;
}

export interface AssociatePage {
  readonly rows: readonly AssociateRow[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly groups: readonly string[];
}

const WHERE = `
  a.retired_at IS NULL
  AND ($1 = '' OR a.name ILIKE $2 OR a.full_name ILIKE $2 OR a.id::text = $1
       OR EXISTS (SELECT 1 FROM account c WHERE c.associate_id = a.id AND (c.name ILIKE $2 OR c.key = $1)))
  AND ($3::text IS NULL OR a."group" = $3)
  AND (NOT $4::boolean OR EXISTS (SELECT 1 FROM live_session l WHERE l.associate_id = a.id))`;

/** Three queries, whatever the size: the page, the count, the groups to choose from. */
export async function listAssociates(
  db: Database,
  filter: AssociateFilter,
  after: NameCursor | null,
  limit: number,
  before: NameCursor | null = null,
): Promise<AssociatePage> {
  const from = before ?? after;
  const facts = [filter.text, `%${likeText(filter.text)}%`, filter.group, filter.isOnNow];
  const [page, total, groups] = await Promise.all([
    db.pool.query<AssociateRow>(
      `WITH page AS (
         SELECT a.id, a.name, a.full_name, a."group", a.is_protected FROM associate a
         WHERE ${WHERE} AND ($5::text IS NULL OR (a.name, a.id) ${before ? "<" : ">"} ($5, $6::int))
         ORDER BY ${before ? "a.name DESC, a.id DESC" : "a.name, a.id"} LIMIT $7)
       SELECT p.id, p.name, p.full_name AS "fullName", p."group", p.is_protected AS "isProtected",
              (SELECT count(*)::int FROM account c WHERE c.associate_id = p.id) AS accounts,
              (SELECT count(*)::int FROM live_session l WHERE l.associate_id = p.id) AS "liveSessions",
              (SELECT max(GREATEST(s.started_at, s.started_before, s.end_at, s.end_not_before))
               FROM session s WHERE s.associate_id = p.id) AS "lastSeenAt"
       FROM page p ORDER BY p.name, p.id`,
      [...facts, from?.name ?? null, from?.id ?? null, limit + 1],
    ),
    db.pool.query<{ total: number }>(`SELECT count(*)::int AS total FROM associate a WHERE ${WHERE}`, facts),
    db.pool.query<{ group: string }>(
      `SELECT DISTINCT "group" FROM associate WHERE retired_at IS NULL AND "group" <> '' ORDER BY "group" LIMIT 200`,
    ),
  ]);
  return {
    // Ordered by name either way: read back, the row too many is the first.
    rows: page.rows.slice(before && page.rows.length > limit ? 1 : 0).slice(0, limit),
    hasMore: page.rows.length > limit,
    total: total.rows[0]?.total ?? 0,
    groups: groups.rows.map((row) => row.group),
  };
}

/** What people type is text, never a pattern. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
