"use server";

import { runAction } from "@/app/_edge/run-action";
import { retryOrder } from "@/lib/services/retry-order";

export async function retryOrderAction(input: unknown) {
  return runAction("order.retry", retryOrder, input);
}
