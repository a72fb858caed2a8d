import { messageText } from "@/lib/domain/order-message";
import { groupBy } from "@/lib/domain/pairing/group-by";
import { LEASE_MS } from "@/lib/domain/target-state";
import type { Command } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { hasQueuedTargets, lockQueuedTargets, type QueuedTarget } from "@/lib/storage/lock-queued-targets";
import { moveTargets } from "@/lib/storage/move-target";
import { notify } from "@/lib/storage/notifications";
import { withRetry } from "@/lib/storage/with-retry";
import { commandOf } from "./command-of";
import type { Context } from "./context";
import { departedState } from "./departed-state";
import { leaseNotices } from "./lease-notices";
import { requireAgent } from "./require-agent";

/**
 * Hands the agent what is queued for its host, for the gateway to sign. A lease that is not acknowledged goes back to the queue and is handed out
 * again under the same id, so that the agent's journal tells a second delivery from a second order.
 */
export async function leaseCommands(ctx: Context): Promise<Command[]> {
  const { agentId, hostId } = requireAgent(ctx.actor);
  if (!(await hasQueuedTargets(ctx.db, hostId))) return [];
  return withRetry(ctx.db, async (tx) => {
    const notices = await leaseNotices(tx, ctx.now, { hostId, agentId });
    const targets = await lockQueuedTargets(tx, hostId, agentId, ctx.now);
    const commands = [...notices.commands, ...(await leaseAll(tx, ctx.now, targets))];
    const orderIds = new Set([...notices.orderIds, ...targets.map((target) => target.orderId)]);
    if (orderIds.size > 0) await notify(tx, { kind: "orders", orderIds: [...orderIds], hostIds: [hostId] });
    return commands;
  });
}

async function leaseAll(tx: Tx, now: Date, targets: readonly QueuedTarget[]): Promise<Command[]> {
  const departed = targets.filter((target) => !target.isListed);
  for (const [to, group] of groupBy(departed, ({ verb }) => departedState(verb, "queued"))) {
    const own = { at: now, detail: "the session ended before the command was sent" };
    const targets = group.map(({ id }) => ({ targetId: id, ...own }));
    await moveTargets(tx, { targets, to, source: "gateway" });
  }
  const listed = targets.filter((target) => target.isListed);
  const leased = await moveTargets(tx, {
    targets: listed.map(({ id }) => ({ targetId: id, at: now })),
    to: "leased",
    source: "gateway",
    leasedUntil: new Date(now.getTime() + LEASE_MS),
  });
  return listed.filter(({ id }) => leased.has(id)).map((target) => toCommand(now, target));
}

function toCommand(now: Date, target: QueuedTarget): Command {
  const common = commandOf(now, target);
  const { verb } = target;
  return verb === "message" ? { ...common, verb, text: messageText(target.message, 0) } : { ...common, verb };
}
