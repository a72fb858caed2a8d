import type { Tx } from "./database";

interface Ended {
  readonly sessionId: bigint;
  readonly targetId: bigint;
}

/** Says which order ended a session: the first that did keeps it. */
export async function setEndedBy(tx: Tx, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return;
  const sessionIds = ended.map(({ sessionId }) => sessionId);
  const targetIds = ended.map(({ targetId }) => targetId);
  await tx.$executeRaw`
    UPDATE session SET ended_by_target_id = ended.target_id
    FROM (
      SELECT session_id, min(target_id) AS target_id
      FROM unnest(${sessionIds}::bigint[], ${targetIds}::bigint[]) AS one(session_id, target_id) GROUP BY session_id
    ) AS ended
    WHERE session.id = ended.session_id AND session.ended_by_target_id IS NULL`;
}
