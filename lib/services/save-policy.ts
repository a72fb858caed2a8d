import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { policySentence } from "@/lib/domain/policy";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { policyTermsInput } from "./policy-terms";
import { requirePermission } from "./require-permission";

const MOST_POLICIES = 100;

export const savePolicyInput = z.object({
  /** Left out for a new one. */
  policyId: z.number().int().min(1).max(2_147_483_647).optional(),
  name: plainText(100).min(1, "Give it a name: orders and alerts show it."),
  terms: policyTermsInput,
});

/** Makes a policy, switched off, or changes one. One whose terms change is off until it has been simulated again. */
export async function savePolicy(ctx: Context, input: unknown): Promise<{ readonly policyId: number }> {
  requirePermission(ctx.actor, "policy.write");
  const { policyId, name, terms } = parseInput(savePolicyInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const trail = (subject: number, what: "policy.create" | "policy.change", detail: object) =>
      appendTrail(tx, ctx.now, {
        name: what,
        actor: ctx.actor,
        subject: `policy:${subject}`,
        detail: { name, sentence: policySentence(terms), ...detail },
      });
    const tell = async () => {
      await notify(tx, { kind: "policies" });
      await notify(tx, { kind: "trail" });
    };
    if (policyId === undefined) {
      const there = await tx.policy.count({ where: { removedAt: null } });
      if (there >= MOST_POLICIES) {
        throw new DomainError("conflict", `There are ${MOST_POLICIES} policies: remove one first.`);
      }
      const { id } = await tx.policy.create({
        data: { name, terms, createdBy: { ...ctx.actor }, createdAt: ctx.now, changedAt: ctx.now },
        select: { id: true },
      });
      await trail(id, "policy.create", {});
      await tell();
      return { policyId: id };
    }
    await tx.$executeRaw`SELECT FROM policy WHERE id = ${policyId} FOR UPDATE`;
    const before = await tx.policy.findFirst({ where: { id: policyId, removedAt: null } });
    if (!before) throw new DomainError("not_found", "This policy has been removed.", "policyId");
    const isOther = !isDeepStrictEqual(policyTermsInput.parse(before.terms), terms);
    await tx.policy.update({
      where: { id: policyId },
      data: {
        name,
        terms,
        changedAt: ctx.now,
        ...(isOther ? { version: { increment: 1 }, state: "off" } : {}),
      },
    });
    await trail(policyId, "policy.change", {
      before: before.name,
      sentenceBefore: policySentence(policyTermsInput.parse(before.terms)),
    });
    await tell();
    return { policyId };
  });
}
