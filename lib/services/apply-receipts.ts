import { endsSession, type OrderVerb } from "@/lib/domain/order-verb";
import { groupBy } from "@/lib/domain/pairing/group-by";
import type { TargetState } from "@/lib/domain/target-state";
import type { Receipt } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { moveTarget, moveTargets } from "@/lib/storage/move-target";
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
  const toldBy = groupBy(receipts, (receipt) => receipt.commandId);
  // In rounds: what a host told of one target is taken in as it was told, and of all targets at once.
  for (let round = 0; ; round++) {
    const told = targets.flatMap(({ id, orderId, commandId, order }) => {
      const receipt = toldBy.get(commandId)?.[round];
      if (!receipt) return [];
      const { step, detail } = receipt;
      const to = stateOf(step, order.verb as OrderVerb);
      return [{ targetId: id, orderId, to, at: new Date(receipt.at), detail }];
    });
    if (told.length === 0) return [...touched];
    for (const orderId of await applyRound(tx, hostId, told, now)) touched.add(orderId);
  }
}

interface Told {
  readonly targetId: bigint;
  readonly orderId: number;
  readonly to: TargetState;
  readonly at: Date;
  readonly detail: string;
}

async function applyRound(tx: Tx, hostId: number, told: readonly Told[], now: Date): Promise<number[]> {
  const isKnown = await knownSteps(tx, told);
  const touched: number[] = [];
  const news = told.filter((one) => !isKnown(one));
  for (const [to, targets] of groupBy(news, (one) => one.to)) {
    const moved = await moveTargets(tx, { targets, to, knownAt: now, source: "agent" });
    for (const one of targets) {
      if (moved.has(one.targetId) || (await applyLate(tx, hostId, one, now))) touched.push(one.orderId);
    }
  }
  return touched;
}

/** The target is not where the receipt finds its place: the lease ran out, or something else was faster. */
async function applyLate(tx: Tx, hostId: number, told: Told, now: Date): Promise<boolean> {
  const { targetId, to, at, detail } = told;
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
    return moveTarget(tx, { targetId, to, at, knownAt: now, source: "agent", detail });
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

/** What was told before: receipts are repeated until they are answered. */
async function knownSteps(tx: Tx, told: readonly Told[]): Promise<(one: Told) => boolean> {
  const steps = await tx.targetStep.findMany({
    where: { targetId: { in: told.map(({ targetId }) => targetId) }, source: "agent" },
    select: { targetId: true, state: true, at: true },
  });
  const keyOf = (targetId: bigint, state: string, at: Date) => `${targetId} ${state} ${at.getTime()}`;
  const known = new Set(steps.map(({ targetId, state, at }) => keyOf(targetId, state, at)));
  return ({ targetId, to, at }) => known.has(keyOf(targetId, to, at));
}
