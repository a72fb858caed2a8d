"use server";

import { runAction } from "@/app/_edge/run-action";
import { setApprovalAbove } from "@/lib/services/set-approval-above";

export async function setApprovalAboveAction(input: unknown) {
  return runAction("order.settings", setApprovalAbove, input);
}
