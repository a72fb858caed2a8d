import type { RecordRef } from "@/lib/domain/ending";
import { DomainError } from "@/lib/domain/errors";
import { canMove, TARGET_STATES, type TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";
import { Prisma } from "./generated/client";

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
  const evidence = move.evidence ? { ...move.evidence } : null;
  const { count } = await tx.logoffTarget.updateMany({
    where: { id: targetId, state: { in: from } },
    data: {
      state: to,
      stateAt: knownAt,
      detail,
      leasedUntil: to === "leased" ? (move.leasedUntil ?? null) : null,
      ...(to === "gone" ? { goneAt: at } : {}),
      ...(to === "proved" ? { provedAt: at } : {}),
      ...(evidence ? { evidence } : {}),
    },
  });
  if (count === 0) return false;
  await tx.targetStep.create({
    data: { targetId, state: to, at, source, detail, evidence: evidence ?? Prisma.DbNull },
  });
  return true;
}
