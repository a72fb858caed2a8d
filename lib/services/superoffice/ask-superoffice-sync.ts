import "server-only";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import { askSync } from "@/lib/storage/superoffice-runs";
import type { Context } from "../context";
import { requirePermission } from "../require-permission";
import { serverNameOf } from "./superoffice-client";

/** Asks the gateway to read the users of the SuperOffice server now; one reading at a time. */
export async function askSuperOfficeSync(ctx: Context): Promise<{ readonly runId: number }> {
  requirePermission(ctx.actor, "settings.write");
  return ctx.db.prisma.$transaction(async (tx) => {
    const found = await tx.superOfficeConnection.findUnique({ where: { id: 1 }, select: { url: true } });
    if (!found) throw new DomainError("not_found", "Set the server first.");
    const runId = await askSync(tx, ctx.actor, ctx.now);
    if (runId === null) throw new DomainError("conflict", "Its users are being read already.");
    await appendTrail(tx, ctx.now, {
      name: "superoffice.ask_sync",
      actor: ctx.actor,
      subject: `superoffice:${serverNameOf(found.url)}`,
      detail: { runId },
    });
    await notify(tx, { kind: "superoffice" });
    await notify(tx, { kind: "trail" });
    return { runId };
  });
}
