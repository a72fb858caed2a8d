import { createHash } from "node:crypto";
import { z } from "zod";
import { isStale } from "@/lib/domain/live-session";
import {
  DROP_REASONS,
  type DropReason,
  type OrderPreview,
  type PreviewedSession,
  type PreviewGroup,
  type PreviewRow,
} from "@/lib/domain/order-preview";
import { messageObstacle, ORDER_VERBS, type OrderVerb, verbObstacle } from "@/lib/domain/order-verb";
import type { JudgedSession } from "@/lib/storage/judge-sessions";
import { listLiveSessionsById } from "@/lib/storage/list-live-sessions";
import { keepPreview } from "@/lib/storage/order-previews";
import type { Context } from "./context";
import { isAtWork, judgeAsked, previewRowOf } from "./judge-asked";
import { approvalWhyOf } from "./order-approval";
import { askedTargetsInput } from "./order-request";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const previewOrderInput = z.object({
  verb: z.enum(ORDER_VERBS).default("log_off"),
  targets: askedTargetsInput,
  includeProtected: z.boolean().default(false),
});

const MAX_ROWS = 400;
const PER_GROUP: Readonly<Record<PreviewGroup, number>> = {
  active: 150,
  offline: 50,
  excluded: 100,
  rest: 100,
};
const GROUPS: readonly PreviewGroup[] = ["active", "offline", "excluded", "rest"];

/** Who would be hit, before anything happens. Nothing is asked of any host. */
export async function previewOrder(ctx: Context, input: unknown): Promise<OrderPreview> {
  requirePermission(ctx.actor, "logoff.request");
  const asking = parseInput(previewOrderInput, input);
  const { judged, approvalWhy, hash } = await ctx.db.prisma.$transaction(async (tx) => {
    const judged = await judgeAsked(tx, ctx, asking, null);
    const rows = judged.map((one) => previewRowOf(one, ctx.now));
    const hash = hashOf(ctx, asking, rows);
    await keepPreview(tx, { hash, madeBy: ctx.actor, madeAt: ctx.now, asked: asking, rows });
    const hit = judged.filter((one) => one.why === null);
    return { judged, hash, approvalWhy: await approvalWhyOf(tx, asking.verb, hit) };
  });
  const grouped = groupAll(judged, ctx.now);
  const hit = judged.filter((one) => one.why === null);
  return {
    hash,
    madeAt: ctx.now.getTime(),
    sessions: hit.length,
    people: new Set(hit.map((one) => one.who)).size,
    hosts: new Set(hit.map((one) => one.hostId)).size,
    counts: {
      active: grouped.active.length,
      offline: grouped.offline.length,
      excluded: grouped.excluded.length,
      rest: grouped.rest.length,
    },
    excluded: countReasons(judged),
    offlineHosts: new Set(grouped.offline.map((one) => one.hostId)).size,
    byState: countStates(hit),
    unseen: hit.filter((one) => messageObstacle(one) !== null).length,
    rows: await readRows(ctx, asking.verb, grouped),
    approvalWhy,
  };
}

function groupAll(judged: readonly JudgedSession[], now: Date): Record<PreviewGroup, JudgedSession[]> {
  const grouped: Record<PreviewGroup, JudgedSession[]> = { active: [], offline: [], excluded: [], rest: [] };
  for (const one of judged) grouped[groupOf(one, now)].push(one);
  return grouped;
}

function groupOf(one: JudgedSession, now: Date): PreviewGroup {
  if (one.why !== null) return "excluded";
  if (isStale(one.reportedAt?.getTime() ?? null, now.getTime())) return "offline";
  return isAtWork(one, now) ? "active" : "rest";
}

async function readRows(
  ctx: Context,
  verb: OrderVerb,
  grouped: Readonly<Record<PreviewGroup, readonly JudgedSession[]>>,
): Promise<PreviewedSession[]> {
  const shown = GROUPS.flatMap((group) =>
    grouped[group].slice(0, PER_GROUP[group]).map((one) => ({ one, group })),
  );
  const rows = await listLiveSessionsById(
    ctx.db,
    shown.slice(0, MAX_ROWS).map(({ one }) => one.id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ one, group }) => {
    const row = byId.get(one.id);
    return row
      ? [{ row, group, why: one.why, obstacle: verbObstacle(verb, one), unseen: messageObstacle(one) }]
      : [];
  });
}

function countReasons(judged: readonly JudgedSession[]): Partial<Record<DropReason, number>> {
  const counts = DROP_REASONS.map((why) => [why, judged.filter((one) => one.why === why).length] as const);
  return Object.fromEntries(counts.filter(([, n]) => n > 0));
}

function countStates(hit: readonly JudgedSession[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of hit) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function hashOf(ctx: Context, asking: unknown, rows: readonly PreviewRow[]): string {
  const text = JSON.stringify([ctx.actor, asking, rows.map(({ id, why, isActive }) => [id, why, isActive])]);
  return createHash("sha256").update(text).digest("hex");
}
