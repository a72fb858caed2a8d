import { z } from "zod";
import { ROLES } from "@/lib/domain/actor";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { beginOperatorChange, requireOtherAdministrator } from "./operator-changes";
import { displayName, operatorId } from "./operator-input";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { scopeInput } from "./scope-input";

export const changeOperatorInput = z.object({
  operatorId,
  displayName,
  role: z.enum(ROLES, "Choose auditor, operator or administrator."),
  scope: scopeInput,
});

/** Another operator's role and scope. It holds from the next request on, and in open pages too. */
export async function changeOperator(ctx: Context, input: unknown): Promise<{ readonly operatorId: number }> {
  requirePermission(ctx.actor, "operator.write");
  const { operatorId, displayName, role, scope } = parseInput(changeOperatorInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const own = "Nobody changes their own role and scope: another administrator must.";
    const before = await beginOperatorChange(tx, ctx, operatorId, own);
    if (before.role === "administrator" && role !== "administrator") {
      await requireOtherAdministrator(tx, operatorId);
    }
    await tx.operator.update({
      where: { id: operatorId },
      data: { displayName, role, scopeHosts: scope.hosts, scopeGroups: scope.groups },
    });
    await appendTrail(tx, ctx.now, {
      name: "operator.change",
      actor: ctx.actor,
      subject: `operator:${operatorId}`,
      detail: {
        name: before.name,
        before: {
          displayName: before.displayName,
          role: before.role,
          scope: { hosts: before.scopeHosts, groups: before.scopeGroups },
        },
        after: { displayName, role, scope },
      },
    });
    await notify(tx, { kind: "sign-in", operatorId });
    await notify(tx, { kind: "trail" });
    return { operatorId };
  });
}
