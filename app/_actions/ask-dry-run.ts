"use server";

import { runAction } from "@/app/_edge/run-action";
import { askDryRun } from "@/lib/services/ask-dry-run";

export async function askDryRunAction(input: unknown) {
  return runAction("hook.dry-run", askDryRun, input);
}
