import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requireOperator } from "./require-operator";
import { requirePermission } from "./require-permission";

export const deleteViewInput = z.object({ viewId: z.number().int().min(1).max(2_147_483_647) });

/** One's own view, or as an administrator a shared one of somebody else. */
export async function deleteView(ctx: Context, input: unknown): Promise<{ viewId: number }> {
  requirePermission(ctx.actor, "view.save");
  const { operatorId, role } = requireOperator(ctx.actor);
  const { viewId } = parseInput(deleteViewInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const view = await tx.savedView.findUnique({ where: { id: viewId } });
    // Nobody learns of other people's private views, not even that they exist.
    if (!view || (view.ownerId !== operatorId && !view.isShared)) {
      throw new DomainError("not_found", "There is no such view any more.");
    }
    if (view.ownerId !== operatorId && role !== "administrator") {
      throw new DomainError("forbidden", "Only its owner and administrators delete a shared view.");
    }
    const { count } = await tx.savedView.deleteMany({ where: { id: viewId } });
    if (count === 0) throw new DomainError("not_found", "There is no such view any more.");
    const { name, query, isShared, ownerId } = view;
    await appendTrail(tx, ctx.now, {
      name: "view.delete",
      actor: ctx.actor,
      subject: `view:${viewId}`,
      detail: { name, query, isShared, ownerId },
    });
    await notify(tx, { kind: "trail" });
    return { viewId };
  });
}
