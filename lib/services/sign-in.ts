import "server-only";
import { z } from "zod";
import type { OperatorActor } from "@/lib/auth/find-signed-in";
import { PASSWORD_MAX, verifyPassword } from "@/lib/auth/password";
import { countAttempt, forgiveAttempt } from "@/lib/auth/throttle";
import { isRole } from "@/lib/domain/actor";
import { appendTrail } from "@/lib/storage/append-trail";
import { type BegunSignIn, beginSignIn, type SignInFrom } from "./begin-sign-in";
import type { Context } from "./context";
import { parseInput } from "./parse-input";

export const signInInput = z.object({
  name: z
    .string("Give your name.")
    .trim()
    .toLowerCase()
    .min(1, "Give your name.")
    .max(64, "At most 64 characters."),
  password: z
    .string("Give your password.")
    .min(1, "Give your password.")
    .max(PASSWORD_MAX, "This password is too long."),
});

export type SignInOutcome =
  | (BegunSignIn & { readonly kind: "signed-in" })
  | { readonly kind: "refused" }
  | { readonly kind: "throttled"; readonly until: Date };

/** A name and a password for a token, a limited number of times. */
export async function signIn(ctx: Context, input: unknown, from: SignInFrom): Promise<SignInOutcome> {
  const { name, password } = parseInput(signInInput, input);
  const keys = [`address:${from.address}`, `name:${name}`];
  for (const key of keys) {
    const answer = await countAttempt(ctx.db, key, ctx.now);
    if (answer.kind === "go") continue;
    if (answer.isFirst) await tellRefusal(ctx, await findOperator(ctx, name), from, "throttled");
    return { kind: "throttled", until: answer.until };
  }
  const operator = await findOperator(ctx, name);
  const isRight = await verifyPassword(operator?.passwordHash ?? null, password);
  if (!operator || !isRight || operator.disabledAt || !isRole(operator.role)) {
    await tellRefusal(ctx, operator, from, operator?.disabledAt && isRight ? "disabled" : "credentials");
    return { kind: "refused" };
  }
  await forgiveAttempt(ctx.db, keys, ctx.now);
  const actor: OperatorActor = {
    kind: "operator",
    operatorId: operator.id,
    name: operator.name,
    role: operator.role,
  };
  const begun = await ctx.db.prisma.$transaction((tx) => beginSignIn(tx, ctx.now, actor, from));
  return { kind: "signed-in", ...begun };
}

function findOperator(ctx: Context, name: string) {
  return ctx.db.prisma.operator.findUnique({ where: { name } });
}

/** A name that is nobody's is not written down: people type passwords into the wrong field. */
async function tellRefusal(
  ctx: Context,
  operator: { readonly id: number } | null,
  from: SignInFrom,
  because: "credentials" | "disabled" | "throttled",
): Promise<void> {
  await ctx.db.prisma.$transaction((tx) =>
    appendTrail(tx, ctx.now, {
      name: "operator.sign_in_refused",
      actor: ctx.actor,
      subject: operator ? `operator:${operator.id}` : "operator:unknown",
      detail: { address: from.address, because },
    }),
  );
}
