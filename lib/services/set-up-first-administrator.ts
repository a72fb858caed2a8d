import "server-only";
import { z } from "zod";
import type { OperatorActor } from "@/lib/auth/find-signed-in";
import { hashPassword } from "@/lib/auth/password";
import { hashToken } from "@/lib/auth/sign-in-token";
import { DomainError } from "@/lib/domain/errors";
import { LOCK, waitForTurn } from "@/lib/storage/advisory-locks";
import type { Tx } from "@/lib/storage/database";
import { type BegunSignIn, beginSignIn, type SignInFrom } from "./begin-sign-in";
import type { Context } from "./context";
import { insertOperator } from "./create-operator";
import { displayName, newPassword, operatorName } from "./operator-input";
import { parseInput } from "./parse-input";
import { findSetUpToken, SET_UP_KEY } from "./set-up-token";

export const setUpFirstAdministratorInput = z.object({
  token: z.string("The set-up link is incomplete.").max(100, "The set-up link is not understood."),
  name: operatorName,
  displayName,
  password: newPassword,
});

/** The token is the permission: it makes one administrator, once, and signs them in. */
export async function setUpFirstAdministrator(
  ctx: Context,
  input: unknown,
  from: SignInFrom,
): Promise<BegunSignIn> {
  const { token, password, name, displayName } = parseInput(setUpFirstAdministratorInput, input);
  const hash = hashToken(token);
  await requireOpen(ctx.db.prisma, hash, ctx.now);
  const passwordHash = await hashPassword(password);
  return ctx.db.prisma.$transaction(async (tx) => {
    await waitForTurn(tx, LOCK.setUp);
    await requireOpen(tx, hash, ctx.now);
    await tx.setting.delete({ where: { key: SET_UP_KEY } });
    const role = "administrator";
    const setUp = { kind: "system", name: "set-up" } as const;
    const operatorId = await insertOperator(tx, ctx.now, setUp, { name, displayName, role, passwordHash });
    if (operatorId === null) throw new DomainError("conflict", "This name is taken.", "name");
    const actor: OperatorActor = { kind: "operator", operatorId, name, role };
    return beginSignIn(tx, ctx.now, actor, from);
  });
}

async function requireOpen(prisma: Context["db"]["prisma"] | Tx, hash: string, now: Date): Promise<void> {
  if ((await prisma.operator.count()) > 0) {
    throw new DomainError("not_found", "Curfew is set up already. Sign in instead.");
  }
  const kept = await findSetUpToken(prisma);
  if (kept?.hash !== hash) throw new DomainError("forbidden", "This is not the set-up link printed last.");
  if (kept.expiresAt <= now.getTime()) {
    throw new DomainError("forbidden", "This link has run out. Restart Curfew: it prints a new one.");
  }
}
