import type { RecordRef } from "@/lib/domain/ending";
import { DomainError } from "@/lib/domain/errors";
import { canMove, TARGET_STATES, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";

export interface TargetMove {
  readonly targetId: bigint;
  readonly to: TargetState;
  /** When it happened, by the clock of whoever saw it. */
  readonly at: Date;
  readonly source: "web" | "gateway" | "agent" | "audit" | "clock";
  readonly detail?: string;
  readonly evidence?: RecordRef | null;
  /** When Curfew learnt of it: patience counts from here, since a host may tell late. Otherwise `at`. */
  readonly knownAt?: Date;
  readonly leasedUntil?: Date;
}

/**
 * The one way in which a target's state changes. False when the move is not allowed from the state in which the target
 * is now: somebody else was first, or the news is old.
 */
export async function moveTarget(tx: Tx, move: TargetMove): Promise<boolean> {
  const { targetId, to, at, source, detail = "" } = move;
  if (to === "proved" && (source !== "audit" || !move.evidence)) {
    throw new DomainError("internal", "only an audited record proves the end of a session");
  }
  const from = TARGET_STATES.filter((state) => canMove(state, to));
  const knownAt = move.knownAt ?? at;
  const evidence = move.evidence ? JSON.stringify(move.evidence) : null;
  const leasedUntil = to === "leased" ? (move.leasedUntil ?? null) : null;
  const goneAt = to === "gone" ? at : null;
  const provedAt = to === "proved" ? at : null;
  // The move and its step in one statement: a host with a hundred targets moves them one by one.
  const steps = await tx.$executeRaw`
    WITH moved AS (
      UPDATE logoff_target SET state = ${to}, state_at = ${knownAt}::timestamptz, detail = ${detail},
        leased_until = ${leasedUntil}::timestamptz, gone_at = COALESCE(${goneAt}::timestamptz, gone_at),
        proved_at = COALESCE(${provedAt}::timestamptz, proved_at), evidence = COALESCE(${evidence}::jsonb, evidence)
      WHERE id = ${targetId}::bigint AND state = ANY(${from}::text[])
      RETURNING id
    )
    INSERT INTO target_step (target_id, state, at, source, detail, evidence)
    SELECT id, ${to}, ${at}::timestamptz, ${source}, ${detail}, ${evidence}::jsonb FROM moved`;
  return steps > 0;
}
