import "server-only";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "../context";
import { parseInput } from "../parse-input";
import { requirePermission } from "../require-permission";
import { serverNameOf } from "./superoffice-client";

export const removeSuperOfficeInput = z.object({ version: z.number().int().min(1).max(2_147_483_647) });

/** Forgets the server and its secrets. Who is linked stays linked. */
export async function removeSuperOffice(ctx: Context, input: unknown): Promise<null> {
  requirePermission(ctx.actor, "settings.write");
  const { version } = parseInput(removeSuperOfficeInput, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    const before = await tx.superOfficeConnection.findUnique({ where: { id: 1 }, select: { url: true } });
    const { count } = await tx.superOfficeConnection.deleteMany({ where: { id: 1, version } });
    if (count === 0 || !before) {
      throw new DomainError(
        "conflict",
        "Somebody else has changed the connection meanwhile. Look at it again.",
      );
    }
    await tx.superOfficeRun.updateMany({
      where: { state: "asked" },
      data: { state: "failed", endedAt: ctx.now, error: "The connection was removed before it began." },
    });
    await appendTrail(tx, ctx.now, {
      name: "superoffice.remove",
      actor: ctx.actor,
      subject: `superoffice:${serverNameOf(before.url)}`,
      detail: { url: before.url },
    });
    await notify(tx, { kind: "superoffice" });
    await notify(tx, { kind: "trail" });
  });
  return null;
}
