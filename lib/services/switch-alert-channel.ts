import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const switchAlertChannelInput = z.object({
  channelId: z.number().int().min(1).max(2_147_483_647),
  to: z.enum(["on", "off", "removed"]),
});

const NAMES = {
  on: "alert_channel.switch_on",
  off: "alert_channel.switch_off",
  removed: "alert_channel.remove",
};

/** Off: nothing new is told, and what waits goes on waiting. Removed: what waits is dropped, the log stays. */
export async function switchAlertChannel(ctx: Context, input: unknown): Promise<{ readonly name: string }> {
  requirePermission(ctx.actor, "alert.write");
  const { channelId, to } = parseInput(switchAlertChannelInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const where = { id: channelId, removedAt: null };
    const { count } =
      to === "removed"
        ? await tx.alertChannel.updateMany({ where, data: { removedAt: ctx.now } })
        : await tx.alertChannel.updateMany({
            where: { ...where, switchedOffAt: to === "off" ? null : { not: null } },
            data: { switchedOffAt: to === "off" ? ctx.now : null },
          });
    const channel = await tx.alertChannel.findUnique({ where: { id: channelId } });
    if (!channel || (count === 0 && channel.removedAt)) {
      throw new DomainError("not_found", "This channel has been removed.", "channelId");
    }
    if (count === 0) throw new DomainError("conflict", `${channel.name} is ${to} already.`);
    if (to === "removed") {
      await tx.alertDelivery.updateMany({
        where: { channelId, state: "waiting" },
        data: { state: "failed", answer: "the channel was removed" },
      });
    }
    await appendTrail(tx, ctx.now, {
      name: NAMES[to],
      actor: ctx.actor,
      subject: `alert-channel:${channelId}`,
      detail: { name: channel.name },
    });
    await notify(tx, { kind: "alerts" });
    await notify(tx, { kind: "trail" });
    return { name: channel.name };
  });
}
