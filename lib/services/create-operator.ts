import "server-only";
import { z } from "zod";
import { hashPassword } from "@/lib/auth/password";
import { type Actor, ROLES } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { EVERYTHING, isEverything, type Scope } from "@/lib/domain/scope";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import type { Context } from "./context";
import { displayName, newPassword, operatorName } from "./operator-input";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

export const createOperatorInput = z.object({
  name: operatorName,
  displayName,
  password: newPassword,
  role: z.enum(ROLES, "auditor, operator or administrator."),
});

/** Someone who may sign in from now on. */
export async function createOperator(ctx: Context, input: unknown): Promise<{ readonly operatorId: number }> {
  requirePermission(ctx.actor, "operator.write");
  const { password, ...operator } = parseInput(createOperatorInput, input);
  const passwordHash = await hashPassword(password);
  return ctx.db.prisma.$transaction(async (tx) => {
    const operatorId = await insertOperator(tx, ctx.now, ctx.actor, { ...operator, passwordHash });
    if (operatorId === null) throw new DomainError("conflict", "This name is taken.", "name");
    return { operatorId };
  });
}

interface NewOperator {
  readonly name: string;
  readonly displayName: string;
  readonly role: (typeof ROLES)[number];
  /** Null: a link sets it. */
  readonly passwordHash: string | null;
  readonly scope?: Scope;
}

/** Null when the name is taken. */
export async function insertOperator(
  tx: Tx,
  now: Date,
  actor: Actor,
  { scope = EVERYTHING, ...operator }: NewOperator,
): Promise<number | null> {
  const made = await tx.operator.createManyAndReturn({
    data: [{ ...operator, scopeHosts: [...scope.hosts], scopeGroups: [...scope.groups], createdAt: now }],
    skipDuplicates: true,
    select: { id: true },
  });
  const id = made[0]?.id;
  if (id === undefined) return null;
  const { name, role } = operator;
  await appendTrail(tx, now, {
    name: "operator.create",
    actor,
    subject: `operator:${id}`,
    detail: {
      name,
      role,
      ...(isEverything(scope) ? {} : { scope: { hosts: [...scope.hosts], groups: [...scope.groups] } }),
    },
  });
  return id;
}
