"use server";

import { runAction } from "@/app/_edge/run-action";
import { requestOrder } from "@/lib/services/request-order";

export async function requestOrderAction(input: unknown) {
  return runAction("order.request", requestOrder, input);
}
