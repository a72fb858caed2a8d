import { z } from "zod";
import type { OperatorActor } from "@/lib/auth/find-signed-in";
import { hashPassword } from "@/lib/auth/password";
import { hashToken } from "@/lib/auth/sign-in-token";
import { isRole } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { lockOperator } from "@/lib/storage/lock-operator";
import { notify } from "@/lib/storage/notifications";
import { revokeSignIns } from "@/lib/storage/sign-ins";
import { type BegunSignIn, beginSignIn, type SignInFrom } from "./begin-sign-in";
import type { Context } from "./context";
import { newPassword } from "./operator-input";
import { parseInput } from "./parse-input";
import { findPasswordLink } from "./read-password-link";

export const setPasswordInput = z.object({
  token: z.string("The link is incomplete.").max(100, "The link is not understood."),
  password: newPassword,
});

/** The link is the permission: it sets one operator's password, once, ends their other sign-ins, and signs them in. */
export async function setPassword(ctx: Context, input: unknown, from: SignInFrom): Promise<BegunSignIn> {
  const { token, password } = parseInput(setPasswordInput, input);
  const { operatorId } = await requireOpen(ctx.db.prisma, token, ctx.now);
  const passwordHash = await hashPassword(password);
  return ctx.db.prisma.$transaction(async (tx) => {
    await lockOperator(tx, operatorId);
    await requireOpen(tx, token, ctx.now);
    await tx.passwordLink.delete({ where: { hash: hashToken(token) } });
    const { name, role } = await tx.operator.update({ where: { id: operatorId }, data: { passwordHash } });
    if (!isRole(role)) throw new DomainError("forbidden", "This operator has no role.");
    const actor: OperatorActor = { kind: "operator", operatorId, name, role };
    const ended = await revokeSignIns(tx, operatorId, ctx.now);
    await appendTrail(tx, ctx.now, {
      name: "operator.set_password",
      actor,
      subject: `operator:${operatorId}`,
      detail: { by: "link", ended, address: from.address },
    });
    await notify(tx, { kind: "sign-in", operatorId });
    await notify(tx, { kind: "trail" });
    return beginSignIn(tx, ctx.now, actor, from);
  });
}

async function requireOpen(prisma: Tx, token: string, now: Date) {
  const link = await findPasswordLink(prisma, token, now);
  if (link.kind === "open") return link;
  const why =
    link.kind === "expired" ? "This link has run out." : "This link was used, or replaced by a newer one.";
  throw new DomainError("conflict", `${why} Ask an administrator for a new one.`);
}
