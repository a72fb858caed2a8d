import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requireOperator } from "./require-operator";

export const revokeSignInInput = z.object({ signInId: z.number().int().min(1).max(2_147_483_647) });

/** Ends a sign-in of one's own, or as an administrator one of somebody else. */
export async function revokeSignIn(ctx: Context, input: unknown): Promise<{ readonly signInId: number }> {
  const { operatorId } = requireOperator(ctx.actor);
  const { signInId } = parseInput(revokeSignInInput, input);
  const mayAll = can(ctx.actor, "operator.write");
  return ctx.db.prisma.$transaction(async (tx) => {
    const [ended] = await tx.signIn.updateManyAndReturn({
      where: { id: signInId, revokedAt: null, ...(mayAll ? {} : { operatorId }) },
      data: { revokedAt: ctx.now },
      select: { operatorId: true, address: true },
    });
    // Nobody learns of other people's sign-ins, not even that they exist.
    if (!ended) throw new DomainError("not_found", "This sign-in has ended already.", "signInId");
    await appendTrail(tx, ctx.now, {
      name: "operator.revoke_sign_in",
      actor: ctx.actor,
      subject: `operator:${ended.operatorId}`,
      detail: { signInId, address: ended.address },
    });
    await notify(tx, { kind: "sign-in", operatorId: ended.operatorId });
    await notify(tx, { kind: "trail" });
    return { signInId };
  });
}
