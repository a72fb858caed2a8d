import type { Database } from "./database";

export interface AssociateTargets {
  readonly associateId: number;
  readonly targets: number;
  /** Live sessions of theirs, in the order or not. */
  readonly live: number;
}

/** Which of these ids nobody has, in the order in which they were given. */
export async function listUnknownAssociates(db: Database, ids: readonly number[]): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    `SELECT asked.id FROM unnest($1::int[]) WITH ORDINALITY asked (id, place)
     WHERE NOT EXISTS (SELECT FROM associate WHERE associate.id = asked.id) ORDER BY asked.place LIMIT 10`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** What an order holds of each of these people, and how many live sessions they have. */
export async function countAssociateTargets(
  db: Database,
  orderId: number | null,
  ids: readonly number[],
): Promise<AssociateTargets[]> {
  const { rows } = await db.pool.query<AssociateTargets>(
    `SELECT asked.id AS "associateId", COALESCE(target.n, 0) AS targets, COALESCE(live.n, 0) AS live
     FROM unnest($2::int[]) WITH ORDINALITY asked (id, place)
     LEFT JOIN (
       SELECT COALESCE(t.associate_id, c.associate_id) AS id, count(*)::int AS n
       FROM logoff_target t JOIN account c ON c.id = t.account_id WHERE t.order_id = $1 GROUP BY 1
     ) target ON target.id = asked.id
     LEFT JOIN (
       SELECT COALESCE(l.associate_id, c.associate_id) AS id, count(*)::int AS n
       FROM live_session l JOIN account c ON c.id = l.account_id GROUP BY 1
     ) live ON live.id = asked.id
     ORDER BY asked.place`,
    [orderId, ids],
  );
  return rows;
}

/** The people that an order was about, for a dry run. */
export async function listOrderAssociates(db: Database, orderId: number): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    `SELECT DISTINCT COALESCE(t.associate_id, c.associate_id) AS id
     FROM logoff_target t JOIN account c ON c.id = t.account_id
     WHERE t.order_id = $1 AND COALESCE(t.associate_id, c.associate_id) IS NOT NULL ORDER BY id LIMIT 10000`,
    [orderId],
  );
  return rows.map(({ id }) => id);
}
