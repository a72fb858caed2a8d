import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { ORDER_VERBS, type OrderVerb } from "@/lib/domain/order-verb";
import { listRetryable } from "@/lib/storage/list-retryable";
import type { Context } from "./context";
import type { RequestedOrder } from "./order-request";
import { parseInput } from "./parse-input";
import { parseRequest, writeRequest } from "./request-order";
import { requirePermission } from "./require-permission";

export const retryOrderInput = z.object({
  orderId: z.number().int().min(1).max(2_147_483_647),
  requestKey: z.uuid(),
  /** Left out: the same as before. */
  verb: z.enum(ORDER_VERBS).optional(),
});

/** A new order, linked to the old one, for the very sessions that it was asked to end and that are still there. */
export async function retryOrder(ctx: Context, input: unknown): Promise<RequestedOrder> {
  requirePermission(ctx.actor, "logoff.request");
  const { orderId, requestKey, verb } = parseInput(retryOrderInput, input);
  const order = await ctx.db.prisma.logoffOrder.findUnique({ where: { id: orderId } });
  if (!order) throw new DomainError("not_found", `There is no order ${orderId}.`);
  const ids = await listRetryable(ctx.db, orderId);
  if (ids.length === 0) {
    throw new DomainError("conflict", "Nothing to try again: no session that failed is still there.");
  }
  const request = parseRequest(ctx, {
    requestKey,
    verb: verb ?? (order.verb as OrderVerb),
    targets: { kind: "sessions", ids },
    graceSeconds: order.graceSeconds,
    message: order.message,
    onlyIfWarned: order.onlyIfWarned && order.graceSeconds > 0,
    // Who is protected was approved once; it is approved again.
    includeProtected: order.approval === "approved",
    reason: order.reason,
    ticket: order.ticket,
    expiresInMinutes: Math.min(1440, Math.max(5, order.waitMinutes)),
  });
  return writeRequest(ctx, request, { retryOfId: orderId });
}
