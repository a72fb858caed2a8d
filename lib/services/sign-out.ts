import "server-only";
import { hashToken } from "@/lib/auth/sign-in-token";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";

/** Ends the sign-in of that token; the token is worth nothing from then on. */
export async function signOut(ctx: Context, token: string | undefined): Promise<null> {
  const { actor } = ctx;
  if (actor.kind !== "operator" || !token) {
    throw new DomainError("unauthenticated", "You are not signed in any more.");
  }
  await ctx.db.prisma.$transaction(async (tx) => {
    const ended = await tx.signIn.updateMany({
      where: { tokenHash: hashToken(token), operatorId: actor.operatorId, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    if (ended.count === 0) return;
    const subject = `operator:${actor.operatorId}`;
    await appendTrail(tx, ctx.now, { name: "operator.sign_out", actor, subject, detail: {} });
    await notify(tx, { kind: "sign-in", operatorId: actor.operatorId });
  });
  return null;
}
