import { z } from "zod";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { readApprovalAbove, writeApprovalAbove } from "./order-approval";
import { MAX_TARGETS } from "./order-request";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const setApprovalAboveInput = z.object({
  above: z
    .number({ error: "Give a number of targets." })
    .int("Give a whole number.")
    .min(1, "At least one.")
    .max(MAX_TARGETS, "At most 10,000."),
});

/** From how many targets on an order needs a second operator. Orders that wait keep the reason they wait for. */
export async function setApprovalAbove(ctx: Context, input: unknown): Promise<{ readonly above: number }> {
  requirePermission(ctx.actor, "order.settings");
  const { above } = parseInput(setApprovalAboveInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const before = await readApprovalAbove(tx);
    await writeApprovalAbove(tx, above);
    await appendTrail(tx, ctx.now, {
      name: "order.settings",
      actor: ctx.actor,
      subject: "setting:orders.approvalAbove",
      detail: { before, above },
    });
    await notify(tx, { kind: "trail" });
    return { above };
  });
}
