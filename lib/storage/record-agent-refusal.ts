import type { Actor } from "@/lib/domain/actor";
import type { AgentAlarm } from "@/lib/domain/agent-alarm";
import { appendTrail } from "./append-trail";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
import { notify } from "./notifications";
import { takeAttempt } from "./take-attempt";

const MINUTE_MS = 60_000;

/** How often each is told, and the alarm that stands on the agent until somebody settles it. */
const REFUSALS = {
  "agent.replay_refused": { windowMs: MINUTE_MS, alarm: "cloned" },
  "agent.old_key_refused": { windowMs: MINUTE_MS, alarm: "cloned" },
  "agent.forgery_refused": { windowMs: MINUTE_MS, alarm: "forged" },
  "agent.foreign_refused": { windowMs: MINUTE_MS, alarm: "foreign" },
  "agent.takeover_refused": { windowMs: MINUTE_MS, alarm: "takeover" },
  "agent.clock_refused": { windowMs: 60 * MINUTE_MS, alarm: null },
  "agent.revoked_refused": { windowMs: 60 * MINUTE_MS, alarm: null },
} as const satisfies Record<string, { windowMs: number; alarm: AgentAlarm | null }>;

export interface AgentRefusal {
  readonly name: keyof typeof REFUSALS;
  /** Whom the trail names: the gateway, where nothing proves that it was the agent. */
  readonly actor: Actor;
  readonly agentId: number;
  readonly hostId: number;
  readonly detail: Prisma.InputJsonObject;
}

/** Puts a refused request on the trail and raises the alarm, once per agent and window: a flood must not drown the trail. */
export async function recordAgentRefusal(db: Database, now: Date, refusal: AgentRefusal): Promise<void> {
  const { name, actor, agentId, hostId, detail } = refusal;
  const { windowMs, alarm } = REFUSALS[name];
  const attempts = await takeAttempt(db, `${name}:${agentId}`, now, windowMs);
  if (attempts > 1) return;
  await db.prisma.$transaction(async (tx) => {
    if (alarm) await tx.agent.update({ where: { id: agentId }, data: { alarm, alarmAt: now } });
    await appendTrail(tx, now, { name, actor, subject: `agent:${agentId}`, detail });
    await notify(tx, { kind: "hosts", hostId });
    await notify(tx, { kind: "trail" });
  });
}
