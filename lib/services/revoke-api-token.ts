import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const revokeApiTokenInput = z.object({ tokenId: z.number().int().min(1).max(2_147_483_647) });

/** The next request with it is refused. What came in with it stays. */
export async function revokeApiToken(
  ctx: Context,
  input: unknown,
): Promise<{ tokenId: number; label: string }> {
  requirePermission(ctx.actor, "api-token.write");
  const { tokenId } = parseInput(revokeApiTokenInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    const token = await tx.apiToken.findUnique({ where: { id: tokenId } });
    if (!token) throw new DomainError("not_found", `There is no API token ${tokenId}.`, "tokenId");
    if (count === 0) throw new DomainError("conflict", `The token ${token.label} is revoked already.`);
    await appendTrail(tx, ctx.now, {
      name: "api_token.revoke",
      actor: ctx.actor,
      subject: `api-token:${tokenId}`,
      detail: { label: token.label },
    });
    await notify(tx, { kind: "trail" });
    return { tokenId, label: token.label };
  });
}
