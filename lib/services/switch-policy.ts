import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { POLICY_STATES } from "@/lib/domain/policy";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { policySimulation } from "./simulate-policy";

export const switchPolicyInput = z.object({
  policyId: z.number().int().min(1).max(2_147_483_647),
  /** The version that was looked at: another one is not switched on unseen. */
  version: z.number().int().min(1),
  to: z.enum([...POLICY_STATES, "removed"]),
});

/** Watching or on needs a simulation of these very terms. Orders that were written already go on. */
export async function switchPolicy(ctx: Context, input: unknown): Promise<{ readonly name: string }> {
  requirePermission(ctx.actor, "policy.write");
  const { policyId, version, to } = parseInput(switchPolicyInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM policy WHERE id = ${policyId} FOR UPDATE`;
    const policy = await tx.policy.findFirst({ where: { id: policyId, removedAt: null } });
    if (!policy) throw new DomainError("not_found", "This policy has been removed.", "policyId");
    if (policy.state === to) throw new DomainError("conflict", `${policy.name} is ${to} already.`);
    if (to === "watching" || to === "on") {
      if (policy.version !== version) {
        throw new DomainError("conflict", "The policy was changed in the meantime: look at it again.");
      }
      const simulated = policySimulation.safeParse(policy.simulation).data;
      if (simulated?.version !== version) {
        throw new DomainError("conflict", "Simulate it first: nobody knows yet whom it would hit.");
      }
    }
    await tx.policy.update({
      where: { id: policyId },
      data: to === "removed" ? { removedAt: ctx.now, state: "off" } : { state: to },
    });
    await appendTrail(tx, ctx.now, {
      name: to === "removed" ? "policy.remove" : "policy.switch",
      actor: ctx.actor,
      subject: `policy:${policyId}`,
      detail: { name: policy.name, from: policy.state, to, version: policy.version },
    });
    await notify(tx, { kind: "policies" });
    await notify(tx, { kind: "trail" });
    return { name: policy.name };
  });
}
