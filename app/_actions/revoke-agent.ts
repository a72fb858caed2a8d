"use server";

import { runAction } from "@/app/_edge/run-action";
import { revokeAgent } from "@/lib/services/revoke-agent";

export async function revokeAgentAction(input: unknown) {
  return runAction("agent.revoke", revokeAgent, input);
}
