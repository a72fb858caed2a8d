import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { settleApproval, shiftNotices } from "@/lib/storage/settle-approval";
import type { Context } from "./context";
import { timesFrom } from "./order-times";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { requireOrderInScope } from "./require-scope";

export const approveOrderInput = z.object({
  orderId: z.number().int().min(1).max(2_147_483_647),
  decision: z.enum(["approve", "reject"]),
  note: plainText(500).default(""),
});

export interface DecidedOrder {
  readonly orderId: number;
  readonly decision: "approve" | "reject";
}

/** The second operator's word. Nobody gives it to an order of their own, and it is given once. */
export async function approveOrder(ctx: Context, input: unknown): Promise<DecidedOrder> {
  requirePermission(ctx.actor, "order.approve");
  const { orderId, decision, note } = parseInput(approveOrderInput, input);
  if (ctx.actor.kind !== "operator")
    throw new DomainError("forbidden", "Only an operator approves an order.");
  const { operatorId } = ctx.actor;
  return ctx.db.prisma.$transaction(async (tx) => {
    const order = await tx.logoffOrder.findUnique({ where: { id: orderId } });
    if (!order) throw new DomainError("not_found", `There is no order ${orderId}.`);
    if (order.operatorId === operatorId) {
      throw new DomainError("forbidden", "This order is your own: a second operator must decide.");
    }
    await requireOrderInScope(tx, ctx, orderId, decision);
    const isApproved = decision === "approve";
    // The clock of the order begins when it may: a warning that was due before is shown now.
    const startAt = new Date(Math.max(order.startAt.getTime(), ctx.now.getTime()));
    const times = timesFrom(startAt, order.graceSeconds, order.waitMinutes);
    const isSettled = await settleApproval(tx, {
      orderId,
      approval: isApproved ? "approved" : "rejected",
      by: ctx.actor,
      now: ctx.now,
      times: isApproved ? times : null,
    });
    if (!isSettled) throw new DomainError("conflict", await whyNot(tx, orderId, ctx.now));
    if (isApproved) await shiftNotices(tx, orderId, startAt.getTime() - order.startAt.getTime());
    await appendTrail(tx, ctx.now, {
      name: isApproved ? "order.approve" : "order.reject",
      actor: ctx.actor,
      subject: `order:${orderId}`,
      detail: {
        why: order.approvalWhy,
        note,
        ...(isApproved ? { releaseAt: times.releaseAt.toISOString() } : {}),
      },
    });
    const hosts = await tx.logoffTarget.findMany({
      where: { orderId },
      distinct: ["hostId"],
      select: { hostId: true },
    });
    await notify(tx, { kind: "orders", orderIds: [orderId], hostIds: hosts.map((one) => one.hostId) });
    await notify(tx, { kind: "trail" });
    return { orderId, decision };
  });
}

async function whyNot(tx: Tx, orderId: number, now: Date): Promise<string> {
  const order = await tx.logoffOrder.findUniqueOrThrow({ where: { id: orderId } });
  if (order.approval === "none") return "This order needs no approval.";
  if (order.approval !== "pending") return `This order was ${order.approval} already.`;
  if (order.cancelledAt) return "This order was cancelled.";
  return order.expiresAt <= now ? "This order has expired." : "This order was decided by someone else.";
}
