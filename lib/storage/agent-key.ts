import type { Database } from "./database";

export interface KnownKey {
  readonly publicKey: string;
  readonly previousKey: string | null;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string;
  readonly rotateAskedAt: Date | null;
  readonly alarm: string | null;
  readonly hostId: number;
  readonly hostName: string;
}

/** Asked for every request of every agent: prepared, and one trip. */
export async function findAgentKey(db: Database, agentId: number): Promise<KnownKey | null> {
  const { rows } = await db.pool.query<KnownKey>({
    name: "agent-key",
    text: `SELECT g.public_key AS "publicKey", g.previous_key AS "previousKey", g.revoked_at AS "revokedAt",
             g.revoked_why AS "revokedWhy", g.rotate_asked_at AS "rotateAskedAt", g.alarm,
             h.id AS "hostId", h.name AS "hostName"
           FROM agent g JOIN host h ON h.id = g.host_id WHERE g.id = $1`,
    values: [agentId],
  });
  return rows[0] ?? null;
}

/** Two requests with one sequence race for one row: the loser changes nothing. */
export async function takeSequence(db: Database, agentId: number, sequence: number): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: "agent-sequence",
    text: "UPDATE agent SET sequence = $2 WHERE id = $1 AND sequence < $2 AND revoked_at IS NULL",
    values: [agentId, sequence],
  });
  return rowCount === 1;
}
