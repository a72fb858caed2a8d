"use server";

import { runAction } from "@/app/_edge/run-action";
import { changeOperator } from "@/lib/services/change-operator";

export async function changeOperatorAction(input: unknown) {
  return runAction("operator.change", changeOperator, input);
}
