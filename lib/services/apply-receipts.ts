import { endsSession, type OrderVerb } from "@/lib/domain/order-verb";
import type { TargetState } from "@/lib/domain/target-state";
import type { Receipt } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { moveTarget } from "@/lib/storage/move-target";
import { noteTarget } from "@/lib/storage/note-target";
import { applyNoticeReceipts } from "./apply-notice-receipts";
import { claimEnding } from "./prove-targets";

/** What the agent did with its commands. Late, repeated and reordered receipts are the rule, not the exception. */
export async function applyReceipts(
  tx: Tx,
  hostId: number,
  receipts: readonly Receipt[],
  now: Date,
): Promise<number[]> {
  if (receipts.length === 0) return [];
  const commandIds = [...new Set(receipts.map((receipt) => receipt.commandId))];
  const touched = new Set(await applyNoticeReceipts(tx, hostId, receipts, now));
  const targets = await tx.logoffTarget.findMany({
    where: { hostId, commandId: { in: commandIds } },
    orderBy: { id: "asc" },
    select: { id: true, orderId: true, commandId: true, order: { select: { verb: true } } },
  });
  for (const target of targets) {
    for (const receipt of receipts) {
      if (receipt.commandId !== target.commandId) continue;
      const verb = target.order.verb as OrderVerb;
      if (await applyOne(tx, { hostId, targetId: target.id, verb }, receipt, now))
        touched.add(target.orderId);
    }
  }
  return [...touched];
}

interface Answered {
  readonly hostId: number;
  readonly targetId: bigint;
  readonly verb: OrderVerb;
}

async function applyOne(tx: Tx, answered: Answered, receipt: Receipt, now: Date): Promise<boolean> {
  const { hostId, targetId, verb } = answered;
  const { detail } = receipt;
  const to = stateOf(receipt.step, verb);
  const at = new Date(receipt.at);
  const move = { targetId, to, at, knownAt: now, source: "agent", detail } as const;
  if (await isKnown(tx, targetId, to, at)) return false;
  if (await moveTarget(tx, move)) return true;
  const { state } = await tx.logoffTarget.findUniqueOrThrow({
    where: { id: targetId },
    select: { state: true },
  });
  // The lease ran out while the receipt was on its way: the agent has the command after all.
  if (state === "queued" || state === "unreachable" || state === "warned") {
    await moveTarget(tx, {
      targetId,
      to: "leased",
      at: now,
      source: "gateway",
      detail: "the host had the command",
    });
    return moveTarget(tx, move);
  }
  const isNoted = await noteTarget(tx, { targetId, state: to, at, source: "agent", detail });
  if (isNoted && to === "executed" && state === "proved") await claimEnding(tx, hostId, targetId);
  return isNoted;
}

function stateOf(step: Receipt["step"], verb: OrderVerb): TargetState {
  switch (step) {
    case "shown":
      return "done";
    case "not_shown":
      return "failed";
    case "gone":
      // Nothing was to end: the session that left by itself needs no proof.
      return endsSession(verb) ? "gone" : "done";
    default:
      return step;
  }
}

async function isKnown(tx: Tx, targetId: bigint, state: string, at: Date): Promise<boolean> {
  const step = await tx.targetStep.findFirst({
    where: { targetId, state, at, source: "agent" },
    select: { id: true },
  });
  return step !== null;
}
