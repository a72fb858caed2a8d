import { z } from "zod";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { writeHookSettings } from "./hook-settings";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const setHookSettingsInput = z.object({ allowsVeto: z.boolean() });

export async function setHookSettings(ctx: Context, input: unknown): Promise<null> {
  requirePermission(ctx.actor, "hook.write");
  const settings = parseInput(setHookSettingsInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    await writeHookSettings(tx, settings);
    await appendTrail(tx, ctx.now, {
      name: "hook.settings",
      actor: ctx.actor,
      subject: "hooks",
      detail: settings,
    });
    await notify(tx, { kind: "hooks" });
    await notify(tx, { kind: "trail" });
  });
  return null;
}
