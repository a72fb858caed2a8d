import { agentActor } from "@/lib/auth/agent-actor";
import { type Command, HOLD_MS, type SyncAnswer } from "@/lib/protocol/messages";
import type { Context } from "@/lib/services/context";
import { leaseCommands } from "@/lib/services/lease-commands";
import { isRotationAsked } from "@/lib/services/rotate-agent-key";
import { syncAgent } from "@/lib/services/sync-agent";
import { signCommand } from "./command-key";
import type { Gateway, RouteAnswer, RouteRequest } from "./gateway";
import { parseBody } from "./read-body";

/** An agent that must first send its list, or whose gateway is about to stop, asks again after this. */
const SHORTLY_MS = 1_000;
/** A report of so many bytes is made of what an agent kept while it was cut off. */
const SPOOL_BYTES = 128 * 1024;

export async function sync(gateway: Gateway, request: RouteRequest): Promise<RouteAnswer> {
  const taken = await gateway.doors.duringReport(() => takeReport(gateway, request));
  const { ctx, mustRotate, wantsSessions, wait } = taken;
  const mayHold = wait && !wantsSessions && !mustRotate;
  const commands = mayHold ? await hold(gateway, request, ctx) : await leaseCommands(ctx);
  const isSoon = wait && (wantsSessions || gateway.isStopping());
  const body: SyncAnswer = {
    acknowledged: true,
    wantsSessions,
    commands: commands.map((command) => signCommand(gateway.commandKey, command)),
    nextInMs: isSoon ? SHORTLY_MS : 0,
    ...(mustRotate ? { rotateKey: true } : {}),
  };
  return { status: 200, body };
}

async function takeReport(gateway: Gateway, request: RouteRequest) {
  const { actor, mustRotate } = await agentActor(gateway.db, request, request.now);
  const ctx = { actor, now: request.now, db: gateway.db };
  const take = () => syncAgent(ctx, parseBody(request.body));
  const isSpool = request.body.length >= SPOOL_BYTES;
  const synced = await (isSpool ? gateway.doors.duringSpool(take) : take());
  return { ctx, mustRotate, ...synced };
}

async function hold(gateway: Gateway, request: RouteRequest, ctx: Context): Promise<Command[]> {
  const { actor } = ctx;
  if (actor.kind !== "agent") return [];
  // Entered before the first look: an order that is committed in between is heard.
  const untilMs = request.now.getTime() + HOLD_MS;
  const place = gateway.waiting.enter(actor.agentId, actor.hostId, untilMs, request.gone);
  try {
    while (!request.gone.aborted) {
      const commands = await leaseCommands({ ...ctx, now: new Date() });
      if (commands.length > 0 || place.isOver) return commands;
      request.beginAnswer();
      if ((await place.news()) === "over") break;
      // The next poll is told so, and is not held.
      if (await isRotationAsked(ctx)) break;
    }
    return [];
  } finally {
    place.leave();
  }
}
