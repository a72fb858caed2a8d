"use server";

import { runAction } from "@/app/_edge/run-action";
import { approveOrder } from "@/lib/services/approve-order";

export async function approveOrderAction(input: unknown) {
  return runAction("order.approve", approveOrder, input);
}
