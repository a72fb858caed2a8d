import { z } from "zod";
import { type ListedOrder, listOrderOperators, listOrders } from "@/lib/storage/list-orders";
import type { Context } from "./context";
import { readApprovalAbove } from "./order-approval";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

const PAGE = 50;

export const ORDER_VIEWS = ["all", "open", "settled", "look", "approve"] as const;

/** Out of a URL: whatever is not understood is not there. */
const readOrdersInput = z.object({
  view: z.enum(ORDER_VIEWS).catch("all"),
  by: plainText(100).catch(""),
  q: plainText(200).catch(""),
  before: z.coerce.number().int().min(1).max(2_147_483_647).nullable().catch(null),
});

export interface OrdersRead {
  readonly filter: z.output<typeof readOrdersInput>;
  readonly orders: readonly ListedOrder[];
  readonly operators: readonly string[];
  /** Orders with more targets than this need a second operator. */
  readonly approvalAbove: number;
  /** Where the next page begins, or null at the end. */
  readonly next: number | null;
}

export async function readOrders(ctx: Context, input: unknown): Promise<OrdersRead> {
  requirePermission(ctx.actor, "order.read");
  const filter = parseInput(readOrdersInput, input);
  const { view, by, q, before } = filter;
  const [found, operators, approvalAbove] = await Promise.all([
    listOrders(ctx.db, { view, operator: by, text: q, before, limit: PAGE + 1 }),
    listOrderOperators(ctx.db),
    readApprovalAbove(ctx.db.prisma),
  ]);
  const orders = found.slice(0, PAGE);
  return {
    filter,
    orders,
    operators,
    approvalAbove,
    next: found.length > PAGE ? (orders.at(-1)?.id ?? null) : null,
  };
}
