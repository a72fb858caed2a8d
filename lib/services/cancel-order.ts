import { z } from "zod";
import { type Actor, actorName } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { cancelTargets } from "@/lib/storage/cancel-targets";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireOrderInScope } from "./require-scope";

export const cancelOrderInput = z.object({ orderId: z.number().int().min(1).max(2_147_483_647) });

export interface CancelledOrder {
  readonly orderId: number;
  readonly cancelled: number;
  /** Accepted by their hosts before the cancel came: they cannot be called back. */
  readonly tooLate: number;
}

/** Cancels every target that no host has accepted yet. Nothing that has happened is undone. */
export async function cancelOrder(ctx: Context, input: unknown): Promise<CancelledOrder> {
  requirePermission(ctx.actor, "logoff.cancel");
  const { orderId } = parseInput(cancelOrderInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const order = await tx.logoffOrder.findUnique({
      where: { id: orderId },
      select: { requestedBy: true },
    });
    if (!order) throw new DomainError("not_found", `There is no order ${orderId}.`);
    // What one has asked for oneself is taken back at any time, whatever became of one's scope.
    if (!isSame(order.requestedBy as unknown as Actor, ctx.actor)) {
      await requireOrderInScope(tx, ctx, orderId, "cancel");
    }
    const { cancelled, hostIds } = await cancelTargets(tx, orderId, ctx.now, actorName(ctx.actor));
    const tooLate = await tx.logoffTarget.count({
      where: { orderId, state: { in: ["accepted", "executed", "gone"] } },
    });
    if (cancelled === 0) throw new DomainError("conflict", nothingToCancel(tooLate));
    await tx.logoffOrder.updateMany({
      where: { id: orderId, cancelledAt: null },
      data: { cancelledAt: ctx.now },
    });
    await appendTrail(tx, ctx.now, {
      name: "order.cancel",
      actor: ctx.actor,
      subject: `order:${orderId}`,
      detail: { cancelled, tooLate },
    });
    await notify(tx, { kind: "orders", orderIds: [orderId], hostIds });
    await notify(tx, { kind: "trail" });
    return { orderId, cancelled, tooLate };
  });
}

function isSame(a: Actor, b: Actor): boolean {
  if (a.kind === "operator") return b.kind === "operator" && a.operatorId === b.operatorId;
  return a.kind === "token" && b.kind === "token" && a.tokenId === b.tokenId;
}

function nothingToCancel(tooLate: number): string {
  if (tooLate === 0) return "Nothing left to cancel: every target has settled.";
  return `Nothing left to cancel: ${tooLate} on their way cannot be called back.`;
}
