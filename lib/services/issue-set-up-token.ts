import "server-only";
import { makeToken } from "@/lib/auth/sign-in-token";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";
import { SET_UP_KEY, SET_UP_MS } from "./set-up-token";

export interface IssuedSetUpToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token for the set-up link, in place of any earlier one; null once there is an operator. */
export async function issueSetUpToken(
  ctx: Context,
  _input: unknown = null,
): Promise<IssuedSetUpToken | null> {
  requirePermission(ctx.actor, "operator.write");
  return ctx.db.prisma.$transaction(async (tx) => {
    if ((await tx.operator.count()) > 0) return null;
    const { token, hash } = makeToken();
    const expiresAt = new Date(ctx.now.getTime() + SET_UP_MS);
    const value = { hash, expiresAt: expiresAt.getTime() };
    await tx.setting.upsert({
      where: { key: SET_UP_KEY },
      create: { key: SET_UP_KEY, value },
      update: { value },
    });
    await appendTrail(tx, ctx.now, {
      name: "set_up.issue",
      actor: ctx.actor,
      subject: "set-up",
      detail: { expiresAt: expiresAt.toISOString() },
    });
    return { token, expiresAt };
  });
}
