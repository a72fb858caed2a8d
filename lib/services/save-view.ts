import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { appendTrail } from "@/lib/storage/append-trail";
import { lockOperator } from "@/lib/storage/lock-operator";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requireOperator } from "./require-operator";
import { requirePermission } from "./require-permission";

/** More tabs than this nobody reads. */
const MOST_VIEWS = 20;

export const saveViewInput = z.object({
  name: plainText(40).min(1, "Give it a name: it is what the tab says."),
  query: plainText(MAX_QUERY_LENGTH),
  sort: plainText(40).default(""),
  by: z.enum(["", "associates", "hosts"]).default(""),
  isShared: z.boolean().default(false),
});

/** Keeps a query under a name, for its owner or for everybody. */
export async function saveView(ctx: Context, input: unknown): Promise<{ viewId: number }> {
  requirePermission(ctx.actor, "view.save");
  const { operatorId } = requireOperator(ctx.actor);
  const view = parseInput(saveViewInput, input);
  if (view.isShared) requirePermission(ctx.actor, "view.share");
  return ctx.db.prisma.$transaction(async (tx) => {
    await lockOperator(tx, operatorId);
    const own = await tx.savedView.findMany({ where: { ownerId: operatorId }, select: { name: true } });
    if (own.some(({ name }) => name.toLowerCase() === view.name.toLowerCase())) {
      throw new DomainError(
        "conflict",
        "You have a view of this name. Take another, or delete that one.",
        "name",
      );
    }
    if (own.length >= MOST_VIEWS) {
      throw new DomainError("conflict", `You have ${MOST_VIEWS} views. Delete one first.`, "name");
    }
    const made = await tx.savedView.create({
      data: { ...view, ownerId: operatorId, createdAt: ctx.now },
      select: { id: true },
    });
    await appendTrail(tx, ctx.now, {
      name: "view.save",
      actor: ctx.actor,
      subject: `view:${made.id}`,
      detail: { ...view },
    });
    await notify(tx, { kind: "trail" });
    return { viewId: made.id };
  });
}
