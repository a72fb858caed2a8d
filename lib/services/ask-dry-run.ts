import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { HOOK_EVENTS } from "@/lib/domain/hook-event";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const askDryRunInput = z.object({
  script: z.string().regex(/^[\w.-]{1,200}$/, "No script has this name."),
  event: z.enum(HOOK_EVENTS),
  orderId: z.number("Choose an order.").int().min(1).max(2_147_483_647),
});

/** Asks the gateway to run a script against a past order: nobody is logged off, and nothing is sent. */
export async function askDryRun(ctx: Context, input: unknown): Promise<{ readonly runId: string }> {
  requirePermission(ctx.actor, "hook.write");
  const { script, event, orderId } = parseInput(askDryRunInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const known = await tx.hookScript.findFirst({ where: { name: script, removedAt: null } });
    if (!known?.events.includes(event)) {
      throw new DomainError("not_found", `There is no script ${script} for this event.`, "script");
    }
    const order = await tx.logoffOrder.findUnique({ where: { id: orderId }, select: { id: true } });
    if (!order) throw new DomainError("not_found", `There is no order ${orderId}.`, "orderId");
    // The lock on the script's row lets one of two at once through.
    await tx.$queryRaw`SELECT name FROM hook_script WHERE name = ${script} FOR UPDATE`;
    const waits = await tx.hookRun.count({
      where: { script, isDry: true, state: { in: ["asked", "running"] } },
    });
    if (waits > 0) throw new DomainError("conflict", `A dry run of ${script} is under way.`);
    const run = await tx.hookRun.create({
      data: {
        ...{ script, event, orderId, callId: randomUUID(), isDry: true, state: "asked" },
        askedBy: { ...ctx.actor },
        askedAt: ctx.now,
      },
      select: { id: true },
    });
    await appendTrail(tx, ctx.now, {
      name: "hook.dry_run",
      actor: ctx.actor,
      subject: `hook:${script}`,
      detail: { event, orderId },
    });
    await notify(tx, { kind: "hooks" });
    await notify(tx, { kind: "trail" });
    return { runId: run.id.toString() };
  });
}
