"use server";

import { runAction } from "@/app/_edge/run-action";
import { switchOperator } from "@/lib/services/switch-operator";

export async function switchOperatorAction(input: unknown) {
  return runAction("operator.switch", switchOperator, input);
}
