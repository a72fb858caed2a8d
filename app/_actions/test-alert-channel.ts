"use server";

import { runAction } from "@/app/_edge/run-action";
import { testAlertChannel } from "@/lib/services/send-alert-again";

export async function testAlertChannelAction(input: unknown) {
  return runAction("alert.test-channel", testAlertChannel, input);
}
