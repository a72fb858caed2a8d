"use server";

import { runAction } from "@/app/_edge/run-action";
import { reEnrolAgent } from "@/lib/services/re-enrol-agent";

export async function reEnrolAgentAction(input: unknown) {
  return runAction("agent.re-enrol", reEnrolAgent, input);
}
