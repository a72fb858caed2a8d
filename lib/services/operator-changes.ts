import { isRole } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import { LOCK, waitForTurn } from "@/lib/storage/advisory-locks";
import type { Tx } from "@/lib/storage/database";
import type { Context } from "./context";

/**
 * The beginning of every change to another operator: one after another, by somebody who may still make it. Two
 * administrators who demote each other at once would otherwise leave none.
 */
export async function beginOperatorChange(tx: Tx, ctx: Context, operatorId: number, own: string) {
  await waitForTurn(tx, LOCK.operators);
  const { actor } = ctx;
  if (actor.kind === "operator") {
    const asker = await tx.operator.findUnique({ where: { id: actor.operatorId } });
    const mayStill =
      asker && asker.disabledAt === null && isRole(asker.role)
        ? can({ ...actor, role: asker.role }, "operator.write")
        : false;
    if (!mayStill) throw new DomainError("forbidden", "You may not do this any more.");
    if (actor.operatorId === operatorId) throw new DomainError("forbidden", own);
  }
  const operator = await tx.operator.findUnique({ where: { id: operatorId } });
  if (!operator) throw new DomainError("not_found", `There is no operator ${operatorId}.`, "operatorId");
  return operator;
}

/** Somebody must be able to undo it. */
export async function requireOtherAdministrator(tx: Tx, operatorId: number): Promise<void> {
  const others = await tx.operator.count({
    where: { id: { not: operatorId }, role: "administrator", disabledAt: null, passwordHash: { not: null } },
  });
  if (others > 0) return;
  throw new DomainError("conflict", "This is the last administrator: make another one first.");
}
