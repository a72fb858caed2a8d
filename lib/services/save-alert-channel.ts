import { z } from "zod";
import { ALERT_KINDS, CHANNEL_KINDS } from "@/lib/domain/alert";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

const MOST_CHANNELS = 50;
const MOST_ADDRESSES = 20;
const MAIL = z.email();

const events = z
  .array(z.enum(ALERT_KINDS, `Choose from ${ALERT_KINDS.join(", ")}.`))
  .min(1, "Choose what to be told about.")
  .max(ALERT_KINDS.length, "Choose each once.")
  .transform((chosen) => ALERT_KINDS.filter((kind) => chosen.includes(kind)));

export const saveAlertChannelInput = z
  .object({
    /** Left out for a new one. */
    channelId: z.number().int().min(1).max(2_147_483_647).optional(),
    name: plainText(100).min(1, "Give it a name: it is how the channel is told from others."),
    kind: z.enum(CHANNEL_KINDS, "Choose webhook or mail."),
    address: plainText(2_000).min(1, "Say where to."),
    events,
  })
  .superRefine(({ kind, address }, ctx) => {
    const fault = kind === "webhook" ? faultOfUrl(address) : faultOfMail(addressesOf(address));
    if (fault) ctx.addIssue({ code: "custom", path: ["address"], message: fault });
  });

function faultOfUrl(text: string): string | null {
  if (!URL.canParse(text)) return "This is no URL: begin with https://";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "Use an https:// or http:// URL.";
  if (url.username !== "" || url.password !== "")
    return "Leave name and password out: receivers check the signature.";
  return null;
}

function faultOfMail(addresses: readonly string[]): string | null {
  if (addresses.length > MOST_ADDRESSES) return `At most ${MOST_ADDRESSES} addresses.`;
  const wrong = addresses.find((one) => !MAIL.safeParse(one).success);
  return wrong === undefined ? null : `${wrong} is no mail address.`;
}

export function addressesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== "");
}

/** Makes a channel or changes one. What waits for it goes where it leads from now on. */
export async function saveAlertChannel(
  ctx: Context,
  input: unknown,
): Promise<{ readonly channelId: number }> {
  requirePermission(ctx.actor, "alert.write");
  const { channelId, kind, ...asked } = parseInput(saveAlertChannelInput, input);
  const address = kind === "mail" ? addressesOf(asked.address).join("\n") : asked.address;
  const data = { name: asked.name, kind, address, events: asked.events };
  return ctx.db.prisma.$transaction(async (tx) => {
    if (channelId === undefined) {
      const there = await tx.alertChannel.count({ where: { removedAt: null } });
      if (there >= MOST_CHANNELS) {
        throw new DomainError("conflict", `There are ${MOST_CHANNELS} channels: remove one first.`);
      }
    } else {
      const { count } = await tx.alertChannel.updateMany({ where: { id: channelId, removedAt: null }, data });
      if (count === 0) throw new DomainError("not_found", "This channel has been removed.", "channelId");
    }
    const id =
      channelId ??
      (
        await tx.alertChannel.create({
          data: { ...data, createdBy: { ...ctx.actor }, createdAt: ctx.now },
          select: { id: true },
        })
      ).id;
    await appendTrail(tx, ctx.now, {
      name: channelId === undefined ? "alert_channel.create" : "alert_channel.change",
      actor: ctx.actor,
      subject: `alert-channel:${id}`,
      // A webhook's path is often its secret.
      detail: { ...data, address: kind === "webhook" ? new URL(address).origin : address },
    });
    await notify(tx, { kind: "alerts" });
    await notify(tx, { kind: "trail" });
    return { channelId: id };
  });
}
