import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import type { Tx } from "@/lib/storage/database";
import type { JudgedSession } from "@/lib/storage/judge-sessions";
import { listApprovers } from "@/lib/storage/list-approvers";
import type { Context } from "./context";

const KEY = "orders.approvalAbove";
const DEFAULT_ABOVE = 250;

export async function readApprovalAbove(tx: Pick<Tx, "setting">): Promise<number> {
  const kept = await tx.setting.findUnique({ where: { key: KEY } });
  return typeof kept?.value === "number" ? kept.value : DEFAULT_ABOVE;
}

export async function writeApprovalAbove(tx: Tx, value: number): Promise<void> {
  await tx.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/** Why a second operator must agree, or null. A message disturbs; it ends nothing. */
export async function approvalWhyOf(
  tx: Tx,
  verb: string,
  hit: readonly JudgedSession[],
): Promise<string | null> {
  if (verb === "message") return null;
  const guarded = new Set(hit.filter((one) => one.isProtected).map((one) => one.who)).size;
  if (guarded > 0)
    return guarded === 1 ? "a protected associate is in it" : `${guarded} protected associates are in it`;
  const above = await readApprovalAbove(tx);
  return hit.length > above ? `it has more than ${above} targets` : null;
}

/** An order that nobody could approve is refused at once, with the cure. */
export async function requireApprover(tx: Tx, ctx: Context, why: string): Promise<void> {
  const approvers = await listApprovers(tx);
  const self = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  if (
    approvers.some(
      (one) => one.id !== self && can({ kind: "operator", operatorId: one.id, ...one }, "order.approve"),
    )
  ) {
    return;
  }
  throw new DomainError(
    "conflict",
    `A second operator must approve this order, because ${why}, and there is none: add an operator first.`,
    "targets",
  );
}
