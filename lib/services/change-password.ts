import { z } from "zod";
import { hashPassword, PASSWORD_MAX, verifyPassword } from "@/lib/auth/password";
import { hashToken } from "@/lib/auth/sign-in-token";
import { countAttempt, forgiveAttempt } from "@/lib/auth/throttle";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import { revokeSignIns } from "@/lib/storage/sign-ins";
import type { Context } from "./context";
import { newPassword } from "./operator-input";
import { parseInput } from "./parse-input";
import { requireOperator } from "./require-operator";

export const changePasswordInput = z.object({
  current: z
    .string("Give your present password.")
    .min(1, "Give your present password.")
    .max(PASSWORD_MAX, "This password is too long."),
  password: newPassword,
});

/** One's own password, with the one before; every other sign-in of the same operator ends. */
export async function changePassword(
  ctx: Context,
  input: unknown,
  /** Of the browser that asks, which stays signed in. */
  token: string | undefined,
): Promise<{ readonly ended: number }> {
  const { operatorId } = requireOperator(ctx.actor);
  const { current, password } = parseInput(changePasswordInput, input);
  const key = `password:${operatorId}`;
  const answer = await countAttempt(ctx.db, key, ctx.now);
  if (answer.kind === "wait") {
    throw new DomainError("unavailable", "Too many attempts. Try again in a quarter of an hour.", "current");
  }
  const kept = (await ctx.db.prisma.operator.findUnique({ where: { id: operatorId } }))?.passwordHash ?? null;
  if (!(await verifyPassword(kept, current))) {
    throw new DomainError("invalid_input", "This is not your present password.", "current");
  }
  await forgiveAttempt(ctx.db, [key], ctx.now);
  const passwordHash = await hashPassword(password);
  return ctx.db.prisma.$transaction(async (tx) => {
    // Whoever changed it first wins: the password that was given is not the present one any more.
    const { count } = await tx.operator.updateMany({
      where: { id: operatorId, passwordHash: kept, disabledAt: null },
      data: { passwordHash },
    });
    if (count === 0) throw new DomainError("conflict", "Your password was changed a moment ago.", "current");
    await tx.passwordLink.deleteMany({ where: { operatorId } });
    const ended = await revokeSignIns(tx, operatorId, ctx.now, token === undefined ? null : hashToken(token));
    await appendTrail(tx, ctx.now, {
      name: "operator.change_password",
      actor: ctx.actor,
      subject: `operator:${operatorId}`,
      detail: { ended },
    });
    await notify(tx, { kind: "sign-in", operatorId });
    await notify(tx, { kind: "trail" });
    return { ended };
  });
}
