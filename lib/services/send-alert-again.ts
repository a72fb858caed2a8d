import { z } from "zod";
import { actorName } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { insertAlertFor } from "@/lib/storage/alert-deliveries";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const testAlertChannelInput = z.object({ channelId: z.number().int().min(1).max(2_147_483_647) });

/** Sends a message that says that it is a test, by the same way as any other. */
export async function testAlertChannel(ctx: Context, input: unknown): Promise<null> {
  requirePermission(ctx.actor, "alert.write");
  const { channelId } = parseInput(testAlertChannelInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    const channel = await tx.alertChannel.findFirst({ where: { id: channelId, removedAt: null } });
    if (!channel) throw new DomainError("not_found", "This channel has been removed.", "channelId");
    if (channel.switchedOffAt)
      throw new DomainError("conflict", `${channel.name} is off: switch it on first.`);
    await insertAlertFor(tx, { kind: "test", by: actorName(ctx.actor) }, [channelId], ctx.now);
    await appendTrail(tx, ctx.now, {
      name: "alert_channel.test",
      actor: ctx.actor,
      subject: `alert-channel:${channelId}`,
      detail: { name: channel.name },
    });
    await notify(tx, { kind: "alerts" });
    await notify(tx, { kind: "trail" });
  });
  return null;
}

export const sendAlertAgainInput = z.object({ deliveryId: z.string().regex(/^[1-9]\d{0,17}$/) });

/** One more round of attempts for what was given up. */
export async function sendAlertAgain(ctx: Context, input: unknown): Promise<null> {
  requirePermission(ctx.actor, "alert.write");
  const { deliveryId } = parseInput(sendAlertAgainInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.alertDelivery.updateMany({
      where: { id: BigInt(deliveryId), state: "failed", channel: { removedAt: null } },
      data: { state: "waiting", attempts: 0, dueAt: ctx.now, answer: "" },
    });
    if (count === 0) {
      throw new DomainError(
        "conflict",
        "Only what was given up, on a channel that is still there, is sent again.",
      );
    }
    await appendTrail(tx, ctx.now, {
      name: "alert.send_again",
      actor: ctx.actor,
      subject: `alert-delivery:${deliveryId}`,
      detail: {},
    });
    await notify(tx, { kind: "alerts" });
    await notify(tx, { kind: "trail" });
  });
  return null;
}
