import { IDLE_MS } from "@/lib/auth/sign-in-token";
import { DomainError } from "@/lib/domain/errors";
import { listAssociateGroups } from "@/lib/storage/list-associate-groups";
import { findListedOperator, type ListedOperator, listOperators } from "@/lib/storage/list-operators";
import { listOpenSignIns, type OpenSignIn } from "@/lib/storage/sign-ins";
import type { Context } from "./context";
import { requireOperator } from "./require-operator";
import { requirePermission } from "./require-permission";

const MOST = 500;

export interface OperatorsRead {
  readonly operators: readonly ListedOperator[];
  /** Groups of associates that a scope may name. */
  readonly groups: readonly string[];
}

export async function readOperators(ctx: Context): Promise<OperatorsRead> {
  requirePermission(ctx.actor, "operator.read");
  const [operators, groups] = await Promise.all([listOperators(ctx.db, MOST), listAssociateGroups(ctx.db)]);
  return { operators, groups };
}

export interface OperatorRead {
  readonly operator: ListedOperator;
  readonly signIns: readonly OpenSignIn[];
  readonly groups: readonly string[];
}

export async function readOperator(ctx: Context, operatorId: number): Promise<OperatorRead> {
  requirePermission(ctx.actor, "operator.read");
  const operator = await findOperator(ctx, operatorId);
  const [signIns, groups] = await Promise.all([
    listOpenSignIns(ctx.db, operatorId, ctx.now, IDLE_MS),
    listAssociateGroups(ctx.db),
  ]);
  return { operator, signIns, groups };
}

/** What everybody may see of themselves. */
export async function readOwnAccount(ctx: Context): Promise<Omit<OperatorRead, "groups">> {
  const { operatorId } = requireOperator(ctx.actor);
  const operator = await findOperator(ctx, operatorId);
  return { operator, signIns: await listOpenSignIns(ctx.db, operatorId, ctx.now, IDLE_MS) };
}

async function findOperator({ db }: Context, operatorId: number): Promise<ListedOperator> {
  const isId = Number.isInteger(operatorId) && operatorId > 0 && operatorId <= 2_147_483_647;
  const operator = isId ? await findListedOperator(db, operatorId) : null;
  if (!operator) throw new DomainError("not_found", "There is no such operator.");
  return operator;
}
