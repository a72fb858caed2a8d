"use server";

import { runAction } from "@/app/_edge/run-action";
import { savePolicy } from "@/lib/services/save-policy";

export async function savePolicyAction(input: unknown) {
  return runAction("policy.save", savePolicy, input);
}
