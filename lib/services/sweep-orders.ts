import { DomainError } from "@/lib/domain/errors";
import { groupBy } from "@/lib/domain/pairing/group-by";
import type { TargetState } from "@/lib/domain/target-state";
import { LOCK, tryTurn } from "@/lib/storage/advisory-locks";
import type { Tx } from "@/lib/storage/database";
import { type DueTarget, listDueTargets } from "@/lib/storage/list-due-targets";
import { moveTargets } from "@/lib/storage/move-target";
import { notify } from "@/lib/storage/notifications";
import { withRetry } from "@/lib/storage/with-retry";
import type { Context } from "./context";
import { sweepNotices, wakeDueHosts } from "./sweep-notices";

/** Moves on the targets that time alone decides; answers how many. One sweeper at a time, however many gateways run. */
export async function sweepOrders(ctx: Context): Promise<number> {
  if (ctx.actor.kind !== "system") throw new DomainError("forbidden", "Only Curfew itself sweeps.");
  return withRetry(ctx.db, async (tx) => {
    if (!(await tryTurn(tx, LOCK.sweep))) return 0;
    await wakeDueHosts(tx, ctx.now);
    const told = await sweepNotices(tx, ctx.now);
    const due = await listDueTargets(tx, ctx.now);
    const moved: Pick<DueTarget, "orderId" | "hostId">[] = [...told];
    moved.push(...(await moveOn(tx, ctx.now, due)));
    if (moved.length === 0) return 0;
    const orderIds = [...new Set(moved.map((target) => target.orderId))];
    const hostIds = [...new Set(moved.map((target) => target.hostId))];
    await notify(tx, { kind: "orders", orderIds, hostIds });
    return moved.length;
  });
}

async function moveOn(tx: Tx, now: Date, due: readonly DueTarget[]): Promise<DueTarget[]> {
  const decided = due.map((target) => ({ target, ...outcome(target) }));
  const moved: DueTarget[] = [];
  for (const [to, group] of groupBy(decided, (one) => one.to)) {
    const targets = group.flatMap(({ target, detail }) =>
      target.state === to ? [] : [{ targetId: target.id, at: now, detail }],
    );
    const ids = await moveTargets(tx, { targets, to, source: "clock" });
    for (const { target } of group) if (ids.has(target.id)) moved.push(target);
  }
  return moved;
}

function outcome(due: DueTarget): { readonly to: TargetState; readonly detail: string } {
  switch (due.why) {
    case "order_expired":
      return { to: "expired", detail: expiredWords(due) };
    case "silent":
      return { to: "unreachable", detail: "the host is silent; the order waits for it" };
    case "back":
      return { to: "queued", detail: "the host reports again" };
    case "lease_expired":
      return { to: due.wasWarned ? "warned" : "queued", detail: "the host did not acknowledge the command" };
    case "lease_cancelled":
      return { to: "cancelled", detail: "the host did not acknowledge the command before it was cancelled" };
    case "never_told":
      return { to: "expired", detail: "the host took the command and never told what became of it" };
    case "no_record":
      return { to: "unproved", detail: "the session is gone, but no audit record came" };
    case "still_there":
      return { to: "failed", detail: "the session is still there" };
  }
}

function expiredWords({ orderExpiresAt, isPending }: DueTarget): string {
  const until = orderExpiresAt.toISOString();
  return isPending ? `nobody approved the order until ${until}` : `the host did not answer until ${until}`;
}
