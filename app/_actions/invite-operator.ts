"use server";

import { runAction } from "@/app/_edge/run-action";
import { inviteOperator } from "@/lib/services/invite-operator";

export async function inviteOperatorAction(input: unknown) {
  return runAction("operator.invite", inviteOperator, input);
}
