"use server";

import { runAction } from "@/app/_edge/run-action";
import { previewOrder } from "@/lib/services/preview-order";

export async function previewOrderAction(input: unknown) {
  return runAction("order.preview", previewOrder, input);
}
