import { DomainError } from "@/lib/domain/errors";
import {
  DEFAULT_MESSAGES,
  REMIND_BEFORE_SECONDS,
  REMIND_FROM_GRACE_SECONDS,
} from "@/lib/domain/order-message";
import type { DropReason } from "@/lib/domain/order-preview";
import { LOCK, waitForTurn } from "@/lib/storage/advisory-locks";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { type DroppedSession, insertOrderTargets } from "@/lib/storage/insert-order-targets";
import type { JudgedSession } from "@/lib/storage/judge-sessions";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { holdAgainstPreview } from "./hold-against-preview";
import { judgeAsked } from "./judge-asked";
import { approvalWhyOf, requireApprover } from "./order-approval";
import { type OrderRequest, type RequestedOrder, requestOrderInput } from "./order-request";
import { orderTimes } from "./order-times";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export { requestOrderInput };

/** What only Curfew itself adds to a request. */
interface Link {
  readonly retryOfId: number | null;
}

/** Asks for something to be done with sessions: an order with one target for each that may be hit, each with its fence. */
export async function requestOrder(ctx: Context, input: unknown): Promise<RequestedOrder> {
  return writeRequest(ctx, parseRequest(ctx, input), { retryOfId: null });
}

export function parseRequest(ctx: Context, input: unknown): OrderRequest {
  requirePermission(ctx.actor, "logoff.request");
  const request = parseInput(requestOrderInput, input);
  if (request.requestedThrough === "policy" && ctx.actor.kind !== "system") {
    throw new DomainError("invalid_input", "Only Curfew itself orders for a policy.", "requestedThrough");
  }
  return request;
}

export async function writeRequest(ctx: Context, request: OrderRequest, link: Link): Promise<RequestedOrder> {
  return ctx.db.prisma.$transaction(async (tx) => {
    await waitForTurn(tx, LOCK.order);
    return (await findRequested(tx, ctx, request)) ?? (await write(tx, ctx, request, link));
  });
}

async function write(tx: Tx, ctx: Context, request: OrderRequest, link: Link): Promise<RequestedOrder> {
  const { verb, targets, requestKey, reason, ticket, graceSeconds, onlyIfWarned } = request;
  const frozen = await holdAgainstPreview(tx, ctx, request);
  const judged = frozen.judged ?? (await judgeAsked(tx, ctx, request, null));
  const hit = judged.filter((one) => one.why === null);
  const dropped = droppedOf(judged);
  if (hit.length === 0) throw new DomainError("conflict", nothingLeft(dropped), "targets");
  const approvalWhy = await approvalWhyOf(tx, verb, hit);
  if (approvalWhy !== null) await requireApprover(tx, ctx, approvalWhy, hit);

  const times = orderTimes(ctx.now, request);
  const message = request.message || DEFAULT_MESSAGES[verb];
  const order = await tx.logoffOrder.create({
    data: {
      requestedBy: { ...ctx.actor },
      operatorId: ctx.actor.kind === "operator" ? ctx.actor.operatorId : null,
      ...{ verb, reason, ticket, requestKey, graceSeconds, onlyIfWarned, message },
      createdAt: ctx.now,
      ...times,
      waitMinutes: request.expiresInMinutes,
      requestedThrough: request.requestedThrough,
      asked: { ...targets },
      previewHash: request.previewHash ?? "",
      approval: approvalWhy === null ? "none" : "pending",
      approvalWhy: approvalWhy ?? "",
      retryOfId: link.retryOfId,
    },
    select: { id: true },
  });
  const hasReminder = graceSeconds >= REMIND_FROM_GRACE_SECONDS;
  const made = await insertOrderTargets(tx, {
    orderId: order.id,
    liveSessionIds: hit.map((one) => one.id),
    now: ctx.now,
    warnAt: graceSeconds > 0 ? times.startAt : null,
    remindAt: hasReminder ? new Date(times.releaseAt.getTime() - REMIND_BEFORE_SECONDS * 1000) : null,
  });
  const stayed = new Set(made.ids);
  for (const one of hit) if (!stayed.has(one.id)) dropped.push({ id: one.id, why: "gone" });
  if (made.ids.length === 0) throw new DomainError("conflict", nothingLeft(dropped), "targets");
  const answer = {
    targets: made.ids.length,
    dropped: dropped.slice(0, MAX_TOLD),
    droppedCounts: countReasons(dropped),
    approvalWhy,
  };
  await appendTrail(tx, ctx.now, {
    name: "order.request",
    actor: ctx.actor,
    subject: `order:${order.id}`,
    detail: {
      ...{ verb, reason, ticket, graceSeconds, onlyIfWarned, message, ...answer },
      dropped: answer.dropped.map(({ id, why }) => ({ id, why })),
      hosts: made.hostIds.length,
      startAt: times.startAt.toISOString(),
      releaseAt: times.releaseAt.toISOString(),
      expiresAt: times.expiresAt.toISOString(),
      asked: targets.kind === "filter" ? { kind: "filter", query: targets.query } : { kind: targets.kind },
      through: request.requestedThrough,
      ...(link.retryOfId === null ? {} : { retryOf: link.retryOfId }),
    },
  });
  await notify(tx, { kind: "orders", orderIds: [order.id], hostIds: made.hostIds });
  await notify(tx, { kind: "trail" });
  return { orderId: order.id, ...answer };
}

/** The order that this form already made, answered as it was the first time. */
async function findRequested(
  tx: Tx,
  ctx: Context,
  { requestKey }: OrderRequest,
): Promise<RequestedOrder | null> {
  const order = await tx.logoffOrder.findUnique({
    where: { requestKey },
    select: { id: true, operatorId: true, requestedBy: true },
  });
  if (!order) return null;
  const operatorId = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const by = order.requestedBy as { kind?: unknown };
  if (order.operatorId !== operatorId || by.kind !== ctx.actor.kind) {
    throw new DomainError("conflict", "This request key belongs to an order of someone else.", "requestKey");
  }
  const entry = await tx.trail.findFirstOrThrow({
    where: { subject: `order:${order.id}`, name: "order.request" },
    select: { detail: true },
  });
  const { targets, dropped, droppedCounts, approvalWhy } = entry.detail as unknown as RequestedOrder;
  return { orderId: order.id, targets, dropped, droppedCounts, approvalWhy };
}

const MAX_TOLD = 100;

function droppedOf(judged: readonly JudgedSession[]): DroppedSession[] {
  return judged.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }]));
}

function countReasons(dropped: readonly DroppedSession[]): Partial<Record<DropReason, number>> {
  const counts: Partial<Record<DropReason, number>> = {};
  for (const { why } of dropped) counts[why] = (counts[why] ?? 0) + 1;
  return counts;
}

const WORDS: Record<DropReason, (n: number) => string> = {
  gone: (n) => `${n} ${n === 1 ? "is" : "are"} gone already`,
  scope: (n) => `${n} ${n === 1 ? "is" : "are"} out of your scope`,
  yourself: (n) => `${n} ${n === 1 ? "is" : "are"} your own`,
  protected: (n) =>
    `${n} ${n === 1 ? "is" : "are"} protected and ${n === 1 ? "needs" : "need"} a second operator`,
  already: (n) => `${n} ${n === 1 ? "is" : "are"} in another order that is still under way`,
  unsupported: (n) => `on ${n} the host cannot do it`,
};

function nothingLeft(dropped: readonly DroppedSession[]): string {
  const counts = countReasons(dropped);
  const parts = (Object.keys(WORDS) as DropReason[]).flatMap((why) => {
    const n = counts[why] ?? 0;
    return n > 0 ? [WORDS[why](n)] : [];
  });
  return `Nothing left to do: ${parts.length > 0 ? parts.join(", ") : "no live session is meant"}.`;
}
