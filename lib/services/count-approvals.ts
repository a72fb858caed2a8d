import { holdsPlace, isEverything } from "@/lib/domain/scope";
import { findScope } from "@/lib/storage/find-scope";
import { listTargetPlaces } from "@/lib/storage/target-places";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

/** Orders that wait for a second operator, and that whoever asks may decide. */
export async function countApprovals(ctx: Context): Promise<number> {
  requirePermission(ctx.actor, "order.approve");
  const { prisma } = ctx.db;
  const own = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const waiting = await prisma.logoffOrder.findMany({
    where: {
      approval: "pending",
      cancelledAt: null,
      expiresAt: { gt: ctx.now },
      OR: [{ operatorId: null }, { operatorId: { not: own ?? -1 } }],
    },
    select: { id: true },
    take: 1_000,
  });
  const ids = waiting.map(({ id }) => id);
  const scope = ids.length > 0 ? await findScope(prisma, ctx.actor) : null;
  if (!scope || isEverything(scope)) return scope ? ids.length : 0;
  const places = await listTargetPlaces(prisma, ids);
  const outside = new Set(places.filter((one) => !holdsPlace(scope, one)).map(({ orderId }) => orderId));
  return ids.filter((id) => !outside.has(id)).length;
}
