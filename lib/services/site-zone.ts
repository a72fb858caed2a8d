import { z } from "zod";
import { isTimeZone } from "@/lib/domain/time-zone";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const KEY = "display.siteZone";

export const setSiteZoneInput = z.object({
  /** Null: as Curfew was started. */
  timeZone: z.string().max(100).refine(isTimeZone, "This is no time zone, such as Europe/Prague.").nullable(),
});

export interface SiteZone {
  readonly timeZone: string;
  /** What it would be if nothing were set. */
  readonly startedWith: string;
  readonly isSet: boolean;
}

/** The zone that pages show times in for whoever has chosen no other. */
export async function readSiteZone(ctx: Context): Promise<SiteZone> {
  const kept = await keptZone(ctx.db.prisma);
  const startedWith = zoneOfStart();
  return { timeZone: kept ?? startedWith, startedWith, isSet: kept !== null };
}

/** For everybody, from the next page on. What is kept stays what it is: instants have no zone. */
export async function setSiteZone(ctx: Context, input: unknown): Promise<{ readonly timeZone: string }> {
  requirePermission(ctx.actor, "settings.write");
  const { timeZone } = parseInput(setSiteZoneInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const before = await keptZone(tx);
    if (timeZone === null) await tx.setting.deleteMany({ where: { key: KEY } });
    else {
      await tx.setting.upsert({
        where: { key: KEY },
        create: { key: KEY, value: timeZone },
        update: { value: timeZone },
      });
    }
    await appendTrail(tx, ctx.now, {
      name: "settings.site_zone",
      actor: ctx.actor,
      subject: `setting:${KEY}`,
      detail: { before, timeZone },
    });
    await notify(tx, { kind: "trail" });
    return { timeZone: timeZone ?? zoneOfStart() };
  });
}

async function keptZone(prisma: Tx): Promise<string | null> {
  const kept = await prisma.setting.findUnique({ where: { key: KEY } });
  return typeof kept?.value === "string" && isTimeZone(kept.value) ? kept.value : null;
}

function zoneOfStart(): string {
  const configured = process.env.CURFEW_SITE_ZONE;
  return configured && isTimeZone(configured) ? configured : Intl.DateTimeFormat().resolvedOptions().timeZone;
}
