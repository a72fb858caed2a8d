"use server";

import { runAction } from "@/app/_edge/run-action";
import { switchAlertChannel } from "@/lib/services/switch-alert-channel";

export async function switchAlertChannelAction(input: unknown) {
  return runAction("alert.switch-channel", switchAlertChannel, input);
}
