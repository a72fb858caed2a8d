import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { beginOperatorChange } from "./operator-changes";
import { operatorId, operatorName } from "./operator-input";
import { parseInput } from "./parse-input";
import { type IssuedLink, putPasswordLink } from "./password-link";
import { requirePermission } from "./require-permission";

export const issuePasswordLinkInput = z.object({ operatorId });

/** For somebody whose first link has run out, or who has forgotten the password. */
export async function issuePasswordLink(ctx: Context, input: unknown): Promise<IssuedLink> {
  requirePermission(ctx.actor, "operator.write");
  const { operatorId } = parseInput(issuePasswordLinkInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const own = "Your own password is changed under Your account, with the one you have.";
    const operator = await beginOperatorChange(tx, ctx, operatorId, own);
    if (operator.disabledAt) {
      throw new DomainError("conflict", `${operator.name} is disabled: enable them first.`);
    }
    const link = await putPasswordLink(tx, ctx, operator);
    await notify(tx, { kind: "trail" });
    return link;
  });
}

export const issuePasswordLinkOfInput = z.object({ name: operatorName });

/** The way back in for whoever stands at the machine: the last administrator forgets passwords too. */
export async function issuePasswordLinkOf(ctx: Context, input: unknown): Promise<IssuedLink> {
  requirePermission(ctx.actor, "operator.write");
  const { name } = parseInput(issuePasswordLinkOfInput, input);
  const operator = await ctx.db.prisma.operator.findUnique({ where: { name }, select: { id: true } });
  if (!operator) throw new DomainError("not_found", `There is no operator ${name}.`, "name");
  return issuePasswordLink(ctx, { operatorId: operator.id });
}
