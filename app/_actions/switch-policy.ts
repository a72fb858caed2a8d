"use server";

import { runAction } from "@/app/_edge/run-action";
import { switchPolicy } from "@/lib/services/switch-policy";

export async function switchPolicyAction(input: unknown) {
  return runAction("policy.switch", switchPolicy, input);
}
