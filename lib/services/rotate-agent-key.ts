import { DomainError } from "@/lib/domain/errors";
import { rotateRequestSchema } from "@/lib/protocol/messages";
import { rotateText, verifyText } from "@/lib/protocol/signature";
import { findAgentKey } from "@/lib/storage/agent-key";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requireAgent } from "./require-agent";

/** Puts the agent's new key in the place of the one that signed the request. Asked for twice, it is done once. */
export async function rotateAgentKey(ctx: Context, input: unknown): Promise<{ rotated: true }> {
  const agent = requireAgent(ctx.actor);
  const { publicKey, proof } = parseInput(rotateRequestSchema, input);
  const { agentId, hostId } = agent;
  if (!verifyText(publicKey, rotateText(agentId, publicKey), proof)) {
    throw new DomainError("unauthenticated", "The proof does not fit the key that the agent names.", "proof");
  }
  return ctx.db.prisma.$transaction(async (tx) => {
    const before = await tx.agent.findUniqueOrThrow({ where: { id: agentId }, select: { publicKey: true } });
    if (before.publicKey === publicKey) return { rotated: true };
    if (await tx.agent.findUnique({ where: { publicKey }, select: { id: true } })) {
      throw new DomainError("conflict", "This key is enrolled already: make a new one.", "publicKey");
    }
    const { count } = await tx.agent.updateMany({
      where: { id: agentId, publicKey: before.publicKey, rotateAskedAt: { not: null }, revokedAt: null },
      data: { publicKey, previousKey: before.publicKey, keyChangedAt: ctx.now, rotateAskedAt: null },
    });
    if (count === 0) throw new DomainError("conflict", "Nobody has asked this agent to change its key.");
    await appendTrail(tx, ctx.now, {
      name: "agent.rotate",
      actor: ctx.actor,
      subject: `agent:${agentId}`,
      detail: { host: agent.hostName, hostId, publicKey, previousKey: before.publicKey },
    });
    await notify(tx, { kind: "hosts", hostId });
    await notify(tx, { kind: "trail" });
    return { rotated: true };
  });
}

/** Whether a poll that is held should be answered for the sake of the key. */
export async function isRotationAsked(ctx: Context): Promise<boolean> {
  const { agentId } = requireAgent(ctx.actor);
  const agent = await findAgentKey(ctx.db, agentId);
  return agent !== null && agent.rotateAskedAt !== null && agent.revokedAt === null;
}
