import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { holdsHost } from "@/lib/domain/scope";
import { appendTrail } from "@/lib/storage/append-trail";
import { listBoots } from "@/lib/storage/boots";
import { lockHost } from "@/lib/storage/lock-host";
import { notify } from "@/lib/storage/notifications";
import { withRetry } from "@/lib/storage/with-retry";
import type { Context } from "./context";
import { pairStoredBoot } from "./pair-stored-boot";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { requireScope } from "./require-scope";

export const reconcileHostInput = z.object({ hostId: z.number().int().min(1).max(2_147_483_647) });

export interface ReconciledHost {
  readonly hostId: number;
  /** Sessions of the present boot that read differently after they were paired again. */
  readonly changed: number;
}

/**
 * Asks both witnesses again: the log of the present boot is paired afresh, and the host lists everything with its next
 * report. Nothing is closed by decree: only evidence closes a session.
 */
export async function reconcileHost(ctx: Context, input: unknown): Promise<ReconciledHost> {
  requirePermission(ctx.actor, "host.reconcile");
  const { hostId } = parseInput(reconcileHostInput, input);
  return withRetry(ctx.db, async (tx) => {
    const host = await lockHost(tx, hostId);
    if (!holdsHost(await requireScope(tx, ctx), host.name)) {
      throw new DomainError("forbidden", `${host.name} is out of your scope.`);
    }
    const agents = await tx.agent.count({ where: { hostId, revokedAt: null } });
    if (agents === 0) throw new DomainError("conflict", `${host.name} has no agent that could be asked.`);
    await tx.host.update({ where: { id: hostId }, data: { relistAskedAt: ctx.now } });
    const boots = await listBoots(tx, hostId);
    const index = boots.findIndex((boot) => boot.key === host.bootKey);
    const changed = index < 0 ? 0 : await pairStoredBoot(tx, { hostId, boots, index, now: ctx.now });
    await appendTrail(tx, ctx.now, {
      name: "host.reconcile",
      actor: ctx.actor,
      subject: `host:${hostId}`,
      detail: { changed },
    });
    if (changed > 0) await notify(tx, { kind: "history", hostId });
    await notify(tx, { kind: "hosts", hostId });
    await notify(tx, { kind: "trail" });
    return { hostId, changed };
  });
}
