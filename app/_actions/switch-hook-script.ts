"use server";

import { runAction } from "@/app/_edge/run-action";
import { switchHookScript } from "@/lib/services/switch-hook-script";

export async function switchHookScriptAction(input: unknown) {
  return runAction("hook.switch", switchHookScript, input);
}
