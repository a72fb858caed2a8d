import { DomainError } from "@/lib/domain/errors";
import type { PreviewRow } from "@/lib/domain/order-preview";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { parseSessionQuery } from "@/lib/domain/session-query";
import type { Tx } from "@/lib/storage/database";
import { type JudgedSession, judgeSessions } from "@/lib/storage/judge-sessions";
import { listAskedSessions } from "@/lib/storage/list-asked-sessions";
import type { Context } from "./context";
import { type AskedTargets, MAX_TARGETS } from "./order-request";
import { requireScope } from "./require-scope";

export interface Asking {
  readonly verb: OrderVerb;
  readonly targets: AskedTargets;
  readonly includeProtected: boolean;
}

/** Somebody who paused for less is at work. */
const AT_WORK_MS = 5 * 60_000;

/** Every session that is meant, each judged; what was dropped by hand is not among them. */
export async function judgeAsked(
  tx: Tx,
  ctx: Context,
  asking: Asking,
  frozen: readonly string[] | null,
): Promise<JudgedSession[]> {
  const ids = frozen ?? (await listAsked(tx, ctx, asking.targets));
  const without = new Set(asking.targets.without);
  const liveSessionIds = ids.filter((id) => !without.has(id));
  const operatorId = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const scope = await requireScope(tx, ctx);
  return judgeSessions(tx, { ...asking, liveSessionIds, operatorId, scope });
}

async function listAsked(tx: Tx, { now }: Context, targets: AskedTargets): Promise<string[]> {
  if (targets.kind === "filter") {
    const strange = parseSessionQuery(targets.query).terms.find((term) => term.kind === "unknown");
    // A chip that is not understood narrows nothing: the order would hit more than was meant.
    if (strange) {
      throw new DomainError("invalid_input", `“${strange.text}” is not understood.`, "targets.query");
    }
  }
  const ids = await listAskedSessions(tx, targets, { now, limit: MAX_TARGETS + 1 });
  if (ids.length > MAX_TARGETS) {
    throw new DomainError("invalid_input", "More than 10,000 sessions are meant: narrow it.", "targets");
  }
  return ids;
}

export function previewRowOf(judged: JudgedSession, now: Date): PreviewRow {
  return { id: judged.id, why: judged.why, isActive: isAtWork(judged, now) };
}

export function isAtWork({ state, stateSince }: JudgedSession, now: Date): boolean {
  if (state === "active") return true;
  return state === "idle" && stateSince !== null && now.getTime() - stateSince.getTime() < AT_WORK_MS;
}
