import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import {
  type DroppedSession,
  type DropReason,
  insertOrderTargets,
  lockOrders,
} from "@/lib/storage/insert-order-targets";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

const MAX_TARGETS = 10_000;
const LARGEST_ID = 2n ** 63n - 1n;

export const requestLogoffInput = z.object({
  /** Made when the form opens: a form sent twice makes one order. */
  requestKey: z.uuid(),
  liveSessionIds: z
    .array(
      z
        .string()
        .refine((id) => /^[1-9]\d{0,18}$/.test(id) && BigInt(id) <= LARGEST_ID, "No session has this id."),
    )
    .min(1, "Select at least one session.")
    .max(MAX_TARGETS, "At most 10,000 sessions in one order."),
  reason: plainText(500).min(1, "Say why: the reason is kept with the order."),
  ticket: plainText(100).default(""),
  /** How long hosts that are offline are waited for. */
  expiresInMinutes: z.number().int().min(5).max(1440).default(60),
});
type Request = z.infer<typeof requestLogoffInput>;

export interface RequestedLogoff {
  readonly orderId: number;
  readonly targets: number;
  readonly dropped: readonly DroppedSession[];
}

/** Asks for the end of sessions: writes an order with one target per session that may be ended, each with its fence. */
export async function requestLogoff(ctx: Context, input: unknown): Promise<RequestedLogoff> {
  requirePermission(ctx.actor, "logoff.request");
  const request = parseInput(requestLogoffInput, input);
  const operatorId = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  return ctx.db.prisma.$transaction(
    async (tx) => {
      await lockOrders(tx);
      return (await findRequested(tx, request, operatorId)) ?? (await write(tx, ctx, request, operatorId));
    },
    { maxWait: 15_000, timeout: 30_000 },
  );
}

async function write(tx: Tx, ctx: Context, request: Request, operatorId: number | null) {
  const expiresAt = new Date(ctx.now.getTime() + request.expiresInMinutes * 60_000);
  const { requestKey, reason, ticket } = request;
  const order = await tx.logoffOrder.create({
    data: {
      requestedBy: { ...ctx.actor },
      operatorId,
      reason,
      ticket,
      createdAt: ctx.now,
      expiresAt,
      requestKey,
    },
    select: { id: true },
  });
  const made = await insertOrderTargets(tx, {
    orderId: order.id,
    liveSessionIds: request.liveSessionIds,
    operatorId,
    now: ctx.now,
  });
  if (made.targets === 0) throw new DomainError("conflict", nothingLeft(made.dropped));
  await appendTrail(tx, ctx.now, {
    name: "order.request",
    actor: ctx.actor,
    subject: `order:${order.id}`,
    detail: {
      reason,
      ticket,
      targets: made.targets,
      hosts: made.hostIds.length,
      expiresAt: expiresAt.toISOString(),
      dropped: made.dropped.map(({ id, why }) => ({ id, why })),
    },
  });
  await notify(tx, { kind: "orders", orderIds: [order.id], hostIds: made.hostIds });
  await notify(tx, { kind: "trail" });
  return { orderId: order.id, targets: made.targets, dropped: made.dropped };
}

/** The order that this form already made, answered as it was the first time. */
async function findRequested(tx: Tx, { requestKey }: Request, operatorId: number | null) {
  const order = await tx.logoffOrder.findUnique({
    where: { requestKey },
    select: { id: true, operatorId: true, _count: { select: { targets: true } } },
  });
  if (!order) return null;
  if (order.operatorId !== operatorId) {
    throw new DomainError("conflict", "This request key belongs to an order of someone else.");
  }
  const entry = await tx.trail.findFirstOrThrow({
    where: { subject: `order:${order.id}`, name: "order.request" },
    select: { detail: true },
  });
  const { dropped } = entry.detail as unknown as { dropped: DroppedSession[] };
  return { orderId: order.id, targets: order._count.targets, dropped };
}

const WORDS: Record<DropReason, (n: number) => string> = {
  gone: (n) => `${n} ${n === 1 ? "is" : "are"} gone already`,
  yourself: (n) => `${n} ${n === 1 ? "is" : "are"} your own`,
  protected: (n) =>
    `${n} ${n === 1 ? "is" : "are"} protected and ${n === 1 ? "needs" : "need"} a second operator`,
  already: (n) => `${n} ${n === 1 ? "is" : "are"} in another order that is still under way`,
};

function nothingLeft(dropped: readonly DroppedSession[]): string {
  const parts = (Object.keys(WORDS) as DropReason[]).flatMap((why) => {
    const n = dropped.filter((one) => one.why === why).length;
    return n > 0 ? [WORDS[why](n)] : [];
  });
  return `Nothing left to log off: ${parts.join(", ")}.`;
}
