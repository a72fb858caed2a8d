import { randomBytes } from "node:crypto";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import type { CreatedEnrolmentToken } from "./create-enrolment-token";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";
import { tokenHash } from "./token-hash";

export const reEnrolAgentInput = z.object({ agentId: z.number().int().min(1).max(2_147_483_647) });

const LIFE_MS = 3_600_000;

/** A token for this one host, good once and for an hour: it enrols even while an agent reports, and revokes that one. */
export async function reEnrolAgent(ctx: Context, input: unknown): Promise<CreatedEnrolmentToken> {
  requirePermission(ctx.actor, "enrolment.write");
  const { agentId } = parseInput(reEnrolAgentInput, input);
  const token = `cf_enrol_${randomBytes(32).toString("base64url")}`;
  const expiresAt = new Date(ctx.now.getTime() + LIFE_MS);
  return ctx.db.prisma.$transaction(async (tx) => {
    const agent = await tx.agent.findUnique({ where: { id: agentId }, include: { host: true } });
    if (!agent) throw new DomainError("not_found", `There is no agent ${agentId}.`);
    const { hostId, host } = agent;
    const made = await tx.enrolmentToken.create({
      data: {
        hash: tokenHash(token),
        label: `re-enrol ${host.name}`.slice(0, 100),
        group: host.group,
        usesLeft: 1,
        createdAt: ctx.now,
        expiresAt,
        createdBy: { ...ctx.actor },
        hostId,
      },
      select: { id: true },
    });
    await appendTrail(tx, ctx.now, {
      name: "agent.re_enrol",
      actor: ctx.actor,
      subject: `agent:${agentId}`,
      detail: { host: host.name, hostId, tokenId: made.id, expiresAt: expiresAt.toISOString() },
    });
    await notify(tx, { kind: "trail" });
    return { tokenId: made.id, token, expiresAt: expiresAt.toISOString() };
  });
}
