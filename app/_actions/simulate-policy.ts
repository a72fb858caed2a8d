"use server";

import { runAction } from "@/app/_edge/run-action";
import { simulatePolicy } from "@/lib/services/simulate-policy";

export async function simulatePolicyAction(input: unknown) {
  return runAction("policy.simulate", simulatePolicy, input);
}
