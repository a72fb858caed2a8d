"use server";

import { runAction } from "@/app/_edge/run-action";
import { cancelOrder } from "@/lib/services/cancel-order";

export async function cancelOrderAction(input: unknown) {
  return runAction("logoff.cancel", cancelOrder, input);
}
