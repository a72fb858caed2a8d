"use server";

import { runAction } from "@/app/_edge/run-action";
import { sendAlertAgain } from "@/lib/services/send-alert-again";

export async function sendAlertAgainAction(input: unknown) {
  return runAction("alert.send-again", sendAlertAgain, input);
}
