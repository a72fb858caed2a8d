"use server";

import { runAction } from "@/app/_edge/run-action";
import { setHookSettings } from "@/lib/services/set-hook-settings";

export async function setHookSettingsAction(input: unknown) {
  return runAction("hook.settings", setHookSettings, input);
}
