import "server-only";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "../context";
import { parseInput } from "../parse-input";
import { requirePermission } from "../require-permission";
import { serverNameOf } from "./superoffice-client";

export const switchSuperOfficeLogOffInput = z.object({ isOn: z.boolean() });

/** Whether those whom an order has logged off are logged off on the SuperOffice server too: orders from now on. */
export async function switchSuperOfficeLogOff(
  ctx: Context,
  input: unknown,
): Promise<{ readonly isOn: boolean }> {
  requirePermission(ctx.actor, "settings.write");
  const { isOn } = parseInput(switchSuperOfficeLogOffInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const found = await tx.superOfficeConnection.findUnique({ where: { id: 1 }, select: { url: true } });
    if (!found) throw new DomainError("not_found", "No SuperOffice server is set.");
    const { count } = await tx.superOfficeConnection.updateMany({
      where: { id: 1, logOffSince: isOn ? null : { not: null } },
      data: { logOffSince: isOn ? ctx.now : null },
    });
    if (count === 0) throw new DomainError("conflict", `It is ${isOn ? "on" : "off"} already.`);
    await appendTrail(tx, ctx.now, {
      name: isOn ? "superoffice.switch_on" : "superoffice.switch_off",
      actor: ctx.actor,
      subject: `superoffice:${serverNameOf(found.url)}`,
      detail: { logOffThere: isOn },
    });
    await notify(tx, { kind: "superoffice" });
    await notify(tx, { kind: "trail" });
    return { isOn };
  });
}
