import { agentActor } from "@/lib/auth/agent-actor";
import type { CheckAnswer } from "@/lib/protocol/messages";
import type { Gateway, RouteAnswer, RouteRequest } from "./gateway";

/** Tells an agent how the gateway sees it, beside the program that runs there: the doctor asks. */
export async function check({ db }: Gateway, request: RouteRequest): Promise<RouteAnswer> {
  const { actor, alarm } = await agentActor(db, request, request.now, { isLook: true });
  const body: CheckAnswer = { now: request.now.getTime(), hostName: actor.hostName, alarm };
  return { status: 200, body };
}
