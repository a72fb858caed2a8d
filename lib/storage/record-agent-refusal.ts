import type { Actor } from "@/lib/domain/actor";
import { appendTrail } from "./append-trail";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
import { notify } from "./notifications";
import { takeAttempt } from "./take-attempt";

export interface AgentRefusal {
  readonly name: "agent.replay_refused" | "agent.clock_refused" | "agent.foreign_refused";
  readonly actor: Extract<Actor, { kind: "agent" }>;
  readonly detail: Prisma.InputJsonObject;
}

const WINDOW_MS = {
  "agent.replay_refused": 60_000,
  "agent.clock_refused": 3_600_000,
  "agent.foreign_refused": 60_000,
} as const;

/** Puts a refused agent request on the trail, once per agent and window: a flood must not drown the trail. */
export async function recordAgentRefusal(db: Database, now: Date, refusal: AgentRefusal): Promise<void> {
  const { name, actor, detail } = refusal;
  const attempts = await takeAttempt(db, `${name}:${actor.agentId}`, now, WINDOW_MS[name]);
  if (attempts > 1) return;
  await db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, now, { name, actor, subject: `agent:${actor.agentId}`, detail });
    await notify(tx, { kind: "hosts", hostId: actor.hostId });
    await notify(tx, { kind: "trail" });
  });
}
