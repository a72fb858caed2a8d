"use server";

import { runAction } from "@/app/_edge/run-action";
import { saveAlertChannel } from "@/lib/services/save-alert-channel";

export async function saveAlertChannelAction(input: unknown) {
  return runAction("alert.save-channel", saveAlertChannel, input);
}
