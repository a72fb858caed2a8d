import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

export const askKeyRotationInput = z.object({
  agentId: z.number().int().min(1).max(2_147_483_647),
  reason: plainText(500).min(1, "Say why: the reason is kept on the trail."),
});

/** The agent is told with its next poll; the key is another once it has made one and signed it with the old. */
export async function askKeyRotation(ctx: Context, input: unknown): Promise<{ agentId: number }> {
  requirePermission(ctx.actor, "enrolment.write");
  const { agentId, reason } = parseInput(askKeyRotationInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const { count } = await tx.agent.updateMany({
      where: { id: agentId, revokedAt: null, rotateAskedAt: null },
      data: { rotateAskedAt: ctx.now },
    });
    const agent = await tx.agent.findUnique({ where: { id: agentId }, include: { host: true } });
    if (!agent) throw new DomainError("not_found", `There is no agent ${agentId}.`);
    const { hostId, host } = agent;
    if (count === 0) {
      throw new DomainError(
        "conflict",
        agent.revokedAt
          ? `The agent on ${host.name} is revoked.`
          : `The agent on ${host.name} is asked for a new key already.`,
      );
    }
    await appendTrail(tx, ctx.now, {
      name: "agent.ask_rotation",
      actor: ctx.actor,
      subject: `agent:${agentId}`,
      detail: { host: host.name, hostId, reason },
    });
    await notify(tx, { kind: "hosts", hostId });
    await notify(tx, { kind: "trail" });
    // Wakes the poll that a gateway holds for this host.
    await notify(tx, { kind: "orders", orderIds: [], hostIds: [hostId] });
    return { agentId };
  });
}
