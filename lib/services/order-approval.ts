import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import { holdsPlace, isEverything } from "@/lib/domain/scope";
import type { Tx } from "@/lib/storage/database";
import type { JudgedSession } from "@/lib/storage/judge-sessions";
import { type Approver, listApprovers } from "@/lib/storage/list-approvers";
import { listSessionPlaces } from "@/lib/storage/target-places";
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
export async function requireApprover(
  tx: Tx,
  ctx: Context,
  why: string,
  hit: readonly JudgedSession[],
): Promise<void> {
  const self = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const approvers = (await listApprovers(tx)).filter(
    (one) => one.id !== self && can({ kind: "operator", operatorId: one.id, ...one }, "order.approve"),
  );
  if (approvers.length === 0) {
    throw new DomainError(
      "conflict",
      `A second operator must approve this order, because ${why}, and there is none: add an operator first.`,
      "targets",
    );
  }
  if (await isHeldByOne(tx, approvers, hit)) return;
  throw new DomainError(
    "conflict",
    `A second operator must approve this order, because ${why}, and no scope of another operator holds all of it: ask for less at once, or widen a scope in Settings.`,
    "targets",
  );
}

async function isHeldByOne(tx: Tx, approvers: readonly Approver[], hit: readonly JudgedSession[]) {
  if (approvers.some(({ scope }) => isEverything(scope))) return true;
  const places = await listSessionPlaces(
    tx,
    hit.map((one) => one.id),
  );
  return approvers.some(({ scope }) => places.every((place) => holdsPlace(scope, place)));
}
