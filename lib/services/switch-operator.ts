import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import { revokeSignIns } from "@/lib/storage/sign-ins";
import type { Context } from "./context";
import { beginOperatorChange, requireOtherAdministrator } from "./operator-changes";
import { operatorId } from "./operator-input";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const switchOperatorInput = z.object({ operatorId, isEnabled: z.boolean() });

export interface SwitchedOperator {
  readonly operatorId: number;
  /** Sign-ins that ended with it. */
  readonly ended: number;
}

/** Keeps an operator out, at once and everywhere, or lets them in again. What they did stays theirs. */
export async function switchOperator(ctx: Context, input: unknown): Promise<SwitchedOperator> {
  requirePermission(ctx.actor, "operator.write");
  const { operatorId, isEnabled } = parseInput(switchOperatorInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const own = "Nobody disables themselves: another administrator must.";
    const operator = await beginOperatorChange(tx, ctx, operatorId, own);
    if ((operator.disabledAt === null) === isEnabled) {
      throw new DomainError("conflict", `${operator.name} is ${isEnabled ? "enabled" : "disabled"} already.`);
    }
    if (!isEnabled && operator.role === "administrator") await requireOtherAdministrator(tx, operatorId);
    await tx.operator.update({ where: { id: operatorId }, data: { disabledAt: isEnabled ? null : ctx.now } });
    const ended = isEnabled ? 0 : await revokeSignIns(tx, operatorId, ctx.now);
    if (!isEnabled) await tx.passwordLink.deleteMany({ where: { operatorId } });
    await appendTrail(tx, ctx.now, {
      name: isEnabled ? "operator.enable" : "operator.disable",
      actor: ctx.actor,
      subject: `operator:${operatorId}`,
      detail: { name: operator.name, ...(isEnabled ? {} : { ended }) },
    });
    await notify(tx, { kind: "sign-in", operatorId });
    await notify(tx, { kind: "trail" });
    return { operatorId, ended };
  });
}
