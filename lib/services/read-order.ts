import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { parseTargetFilter, type TargetFilter } from "@/lib/domain/target-stage";
import { findOrderTarget, type TargetDetail } from "@/lib/storage/find-order-target";
import { findScope } from "@/lib/storage/find-scope";
import { listRunsOfOrder, type OrderHookRun } from "@/lib/storage/hook-runs";
import { listOrderTargets, type OrderTarget } from "@/lib/storage/list-order-targets";
import { type ListedEntry, listTrail } from "@/lib/storage/list-trail";
import { type OrderFacts, readOrderFacts } from "@/lib/storage/read-order-facts";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { type ScopeShare, scopeShare } from "./require-scope";

const PAGE = 200;

const rowId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .nullable()
  .catch(null);

const readOrderInput = z.object({
  orderId: z.coerce.number().int().min(1).max(2_147_483_647).catch(0),
  filter: z.string().optional().catch(undefined).transform(parseTargetFilter),
  /** The target whose detail is open. */
  open: rowId,
  after: rowId,
});

export interface OrderRead {
  readonly facts: OrderFacts;
  readonly filter: TargetFilter;
  readonly targets: readonly OrderTarget[];
  readonly after: string | null;
  readonly next: string | null;
  readonly detail: TargetDetail | null;
  /** The scripts that ran for it. */
  readonly hookRuns: readonly OrderHookRun[];
  readonly trail: readonly ListedEntry[];
  /** While it waits for a second operator: how much of it is out of the scope of whoever reads. */
  readonly outsideScope: ScopeShare;
}

export async function readOrder(ctx: Context, input: unknown): Promise<OrderRead> {
  requirePermission(ctx.actor, "order.read");
  const { orderId, filter, open, after } = parseInput(readOrderInput, input);
  const facts = orderId === 0 ? null : await readOrderFacts(ctx.db, orderId);
  if (!facts) throw new DomainError("not_found", "There is no such order.");
  const subject = `order:${orderId}`;
  const [found, detail, hookRuns, trail, outsideScope] = await Promise.all([
    listOrderTargets(ctx.db, { orderId, filter, after, limit: PAGE + 1 }),
    open === null ? null : findOrderTarget(ctx.db, orderId, open),
    listRunsOfOrder(ctx.db, orderId),
    listTrail(ctx.db, { name: "", actor: "", subject, before: null, limit: 50 }),
    facts.approval === "pending" ? readOutside(ctx, orderId) : INSIDE,
  ]);
  const targets = found.slice(0, PAGE);
  const next = found.length > PAGE ? (targets.at(-1)?.id ?? null) : null;
  return { facts, filter, targets, after, next, detail, hookRuns, trail, outsideScope };
}

const INSIDE: ScopeShare = { outside: 0, all: 0 };

async function readOutside(ctx: Context, orderId: number): Promise<ScopeShare> {
  const scope = await findScope(ctx.db.prisma, ctx.actor);
  return scope ? scopeShare(ctx.db.prisma, scope, orderId) : INSIDE;
}
