import { agentActor } from "@/lib/auth/agent-actor";
import { type RotateAnswer, rotateRequestSchema } from "@/lib/protocol/messages";
import { parseInput } from "@/lib/services/parse-input";
import { rotateAgentKey } from "@/lib/services/rotate-agent-key";
import type { Gateway, RouteAnswer, RouteRequest } from "./gateway";
import { parseBody } from "./read-body";

/** Signed by the key in force; by the one before it where the answer to this very change was lost. */
export async function rotate({ db }: Gateway, request: RouteRequest): Promise<RouteAnswer> {
  const input = parseInput(rotateRequestSchema, parseBody(request.body));
  const { actor } = await agentActor(db, request, request.now, { rotatesTo: input.publicKey });
  const body: RotateAnswer = await rotateAgentKey({ actor, now: request.now, db }, input);
  return { status: 200, body };
}
