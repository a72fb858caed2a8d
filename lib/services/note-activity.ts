import "server-only";
import type { Context } from "./context";

/** A person is at work: the sign-in does not end for idleness yet. Nothing anyone would want on the trail. */
export async function noteActivity(ctx: Context, signInId: number | undefined): Promise<null> {
  if (signInId === undefined) return null;
  await ctx.db.prisma.signIn.updateMany({
    where: { id: signInId, revokedAt: null, seenAt: { lt: ctx.now } },
    data: { seenAt: ctx.now },
  });
  return null;
}
