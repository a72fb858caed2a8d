import { z } from "zod";
import { ROLES } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { insertOperator } from "./create-operator";
import { displayName, operatorName } from "./operator-input";
import { parseInput } from "./parse-input";
import { type IssuedLink, putPasswordLink } from "./password-link";
import { requirePermission } from "./require-permission";
import { scopeInput } from "./scope-input";

export const inviteOperatorInput = z.object({
  name: operatorName,
  displayName,
  role: z.enum(ROLES, "Choose auditor, operator or administrator."),
  scope: scopeInput,
});

/** Somebody who may sign in once they have followed the link and chosen a password. */
export async function inviteOperator(ctx: Context, input: unknown): Promise<IssuedLink> {
  requirePermission(ctx.actor, "operator.write");
  const operator = parseInput(inviteOperatorInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const id = await insertOperator(tx, ctx.now, ctx.actor, { ...operator, passwordHash: null });
    if (id === null) throw new DomainError("conflict", "This name is taken.", "name");
    const link = await putPasswordLink(tx, ctx, { id, name: operator.name });
    await notify(tx, { kind: "trail" });
    return link;
  });
}
