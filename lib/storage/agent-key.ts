import { batchesOf } from "./batches";
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

/** Asked for every request of every agent, and never remembered: a key that was revoked a moment ago is refused now. */
export function findAgentKey(db: Database, agentId: number): Promise<KnownKey | null> {
  return keys(db).add(agentId);
}

const keys = batchesOf<number, KnownKey | null>((db) => ({
  async take(agentIds) {
    const { rows } = await db.pool.query<KnownKey & { agentId: number }>({
      name: "agent-keys",
      text: `SELECT g.id AS "agentId", g.public_key AS "publicKey", g.previous_key AS "previousKey",
               g.revoked_at AS "revokedAt", g.revoked_why AS "revokedWhy", g.rotate_asked_at AS "rotateAskedAt", g.alarm,
               h.id AS "hostId", h.name AS "hostName"
             FROM agent g JOIN host h ON h.id = g.host_id WHERE g.id = ANY($1::int[])`,
      values: [agentIds],
    });
    const known = new Map(rows.map(({ agentId, ...key }) => [agentId, key]));
    return agentIds.map((id) => known.get(id) ?? null);
  },
}));

interface Claimed {
  readonly agentId: number;
  readonly sequence: number;
}

/** Two requests with one sequence race for one row: the loser changes nothing. On disk before anything is answered. */
export async function takeSequence(db: Database, agentId: number, sequence: number): Promise<boolean> {
  const isTaken = await sequences(db).add({ agentId, sequence });
  return isTaken ?? (await takeAlone(db, { agentId, sequence }));
}

/** Null where somebody else holds the agent's row: the others are not to wait for that. */
const sequences = batchesOf<Claimed, boolean | null>((db) => ({
  keyOf: ({ agentId }) => agentId,
  async take(claims) {
    const { rows } = await db.pool.query<{ agentId: number; isTaken: boolean }>({
      name: "agent-sequences",
      text: `WITH claim AS (SELECT * FROM unnest($1::int[], $2::bigint[]) AS c(id, sequence)),
               free AS (
                 SELECT agent.id FROM agent WHERE agent.id = ANY($1::int[])
                 ORDER BY agent.id FOR NO KEY UPDATE SKIP LOCKED),
               taken AS (
                 UPDATE agent SET sequence = claim.sequence FROM claim JOIN free USING (id)
                 WHERE agent.id = claim.id AND agent.sequence < claim.sequence AND agent.revoked_at IS NULL
                 RETURNING agent.id)
             SELECT free.id AS "agentId", taken.id IS NOT NULL AS "isTaken" FROM free LEFT JOIN taken USING (id)`,
      values: [claims.map(({ agentId }) => agentId), claims.map(({ sequence }) => sequence)],
    });
    const known = new Map(rows.map(({ agentId, isTaken }) => [agentId, isTaken]));
    return claims.map(({ agentId }) => known.get(agentId) ?? null);
  },
}));

async function takeAlone(db: Database, { agentId, sequence }: Claimed): Promise<boolean> {
  const { rowCount } = await db.pool.query({
    name: "agent-sequence",
    text: "UPDATE agent SET sequence = $2 WHERE id = $1 AND sequence < $2 AND revoked_at IS NULL",
    values: [agentId, sequence],
  });
  return rowCount === 1;
}
