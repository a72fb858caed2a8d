import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const revokeEnrolmentTokenInput = z.object({ tokenId: z.number().int().min(1).max(2_147_483_647) });

/** From now on nobody enrols with it. Hosts that did stay enrolled: their keys are their own. */
export async function revokeEnrolmentToken(ctx: Context, input: unknown): Promise<{ tokenId: number }> {
  requirePermission(ctx.actor, "enrolment.write");
  const { tokenId } = parseInput(revokeEnrolmentTokenInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.enrolmentToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    const token = await tx.enrolmentToken.findUnique({ where: { id: tokenId } });
    if (!token) throw new DomainError("not_found", `There is no enrolment token ${tokenId}.`);
    if (count === 0) throw new DomainError("conflict", `The token ${token.label} is revoked already.`);
    await appendTrail(tx, ctx.now, {
      name: "enrolment_token.revoke",
      actor: ctx.actor,
      subject: `token:${tokenId}`,
      detail: { label: token.label, usesLeft: token.usesLeft },
    });
    await notify(tx, { kind: "trail" });
    return { tokenId };
  });
}
