import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

export const settleAgentAlarmInput = z.object({
  agentId: z.number().int().min(1).max(2_147_483_647),
  reason: plainText(500).min(1, "Say what it was: the reason is kept on the trail."),
});

/** Somebody looked, and says what it was. The refusals stay on the trail; the next one raises the alarm again. */
export async function settleAgentAlarm(ctx: Context, input: unknown): Promise<{ agentId: number }> {
  requirePermission(ctx.actor, "enrolment.write");
  const { agentId, reason } = parseInput(settleAgentAlarmInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const agent = await tx.agent.findUnique({ where: { id: agentId }, include: { host: true } });
    if (!agent) throw new DomainError("not_found", `There is no agent ${agentId}.`);
    const { hostId, host, alarm, alarmAt } = agent;
    // The alarm that was seen: one that was raised since is not settled with it.
    const { count } = await tx.agent.updateMany({
      where: { id: agentId, alarm: { not: null }, alarmAt },
      data: { alarm: null, alarmAt: null },
    });
    if (count === 0) throw new DomainError("conflict", `No alarm stands on the agent of ${host.name}.`);
    await appendTrail(tx, ctx.now, {
      name: "agent.settle_alarm",
      actor: ctx.actor,
      subject: `agent:${agentId}`,
      detail: { host: host.name, hostId, alarm, raisedAt: alarmAt?.toISOString() ?? null, reason },
    });
    await notify(tx, { kind: "hosts", hostId });
    await notify(tx, { kind: "trail" });
    return { agentId };
  });
}
