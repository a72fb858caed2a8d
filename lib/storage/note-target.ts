import type { TargetState } from "@/lib/domain/target-state";
import type { Tx } from "./database";
import type { TargetMove } from "./move-target";

interface TargetNote extends Pick<TargetMove, "targetId" | "at" | "source"> {
  /** What the news says, which need not be the state that the target is in. */
  readonly state: TargetState;
  readonly detail: string;
}

/** Keeps news that no longer moves the target. False when the very same news is known already. */
export async function noteTarget(tx: Tx, note: TargetNote): Promise<boolean> {
  const { targetId, state, at, source, detail } = note;
  const known = await tx.targetStep.findFirst({
    where: { targetId, state, source, at, detail },
    select: { id: true },
  });
  if (known) return false;
  await tx.targetStep.create({ data: { targetId, state, at, source, detail } });
  return true;
}
