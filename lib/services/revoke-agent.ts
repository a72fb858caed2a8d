import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

export const revokeAgentInput = z.object({
  agentId: z.number().int().min(1).max(2_147_483_647),
  reason: plainText(500).min(1, "Say why: the reason is kept on the trail."),
});

/** The agent's key is refused from its next request on. What it reported stays. */
export async function revokeAgent(ctx: Context, input: unknown): Promise<{ agentId: number }> {
  requirePermission(ctx.actor, "agent.revoke");
  const { agentId, reason } = parseInput(revokeAgentInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.agent.updateMany({
      where: { id: agentId, revokedAt: null },
      data: { revokedAt: ctx.now, revokedWhy: reason },
    });
    const agent = await tx.agent.findUnique({ where: { id: agentId }, include: { host: true } });
    if (!agent) throw new DomainError("not_found", `There is no agent ${agentId}.`);
    if (count === 0) throw new DomainError("conflict", `The agent on ${agent.host.name} is revoked already.`);
    await appendTrail(tx, ctx.now, {
      name: "agent.revoke",
      actor: ctx.actor,
      subject: `agent:${agentId}`,
      detail: { host: agent.host.name, hostId: agent.hostId, publicKey: agent.publicKey, reason },
    });
    await notify(tx, { kind: "hosts", hostId: agent.hostId });
    await notify(tx, { kind: "trail" });
    return { agentId };
  });
}
