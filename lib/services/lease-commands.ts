import { messageText } from "@/lib/domain/order-message";
import { LEASE_MS } from "@/lib/domain/target-state";
import type { Command } from "@/lib/protocol/messages";
import type { Tx } from "@/lib/storage/database";
import { hasQueuedTargets, lockQueuedTargets, type QueuedTarget } from "@/lib/storage/lock-queued-targets";
import { moveTarget } from "@/lib/storage/move-target";
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
    const commands: Command[] = [...notices.commands];
    const orderIds = new Set(notices.orderIds);
    for (const target of targets) {
      orderIds.add(target.orderId);
      const command = await leaseOne(tx, ctx.now, target);
      if (command) commands.push(command);
    }
    if (orderIds.size > 0) await notify(tx, { kind: "orders", orderIds: [...orderIds], hostIds: [hostId] });
    return commands;
  });
}

async function leaseOne(tx: Tx, now: Date, target: QueuedTarget): Promise<Command | null> {
  if (!target.isListed) {
    const detail = "the session ended before the command was sent";
    const to = departedState(target.verb, "queued");
    await moveTarget(tx, { targetId: target.id, to, at: now, source: "gateway", detail });
    return null;
  }
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const isLeased = await moveTarget(tx, {
    targetId: target.id,
    to: "leased",
    at: now,
    source: "gateway",
    leasedUntil,
  });
  if (!isLeased) return null;
  const common = commandOf(now, target);
  const { verb } = target;
  return verb === "message" ? { ...common, verb, text: messageText(target.message, 0) } : { ...common, verb };
}
