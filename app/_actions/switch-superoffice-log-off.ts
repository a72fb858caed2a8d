"use server";

import { runAction } from "@/app/_edge/run-action";
import { switchSuperOfficeLogOff } from "@/lib/services/superoffice/switch-superoffice-log-off";

export async function switchSuperOfficeLogOffAction(input: unknown) {
  return runAction("superoffice.switch-log-off", switchSuperOfficeLogOff, input);
}
