import type { Context } from "./context";
import { requirePermission } from "./require-permission";

/** Orders that wait for a second operator, and that whoever asks may decide. */
export async function countApprovals(ctx: Context): Promise<number> {
  requirePermission(ctx.actor, "order.approve");
  const own = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  return ctx.db.prisma.logoffOrder.count({
    where: {
      approval: "pending",
      cancelledAt: null,
      expiresAt: { gt: ctx.now },
      OR: [{ operatorId: null }, { operatorId: { not: own ?? -1 } }],
    },
  });
}
