"use server";

import { runAction } from "@/app/_edge/run-action";
import { reconcileHost } from "@/lib/services/reconcile-host";

export async function reconcileHostAction(input: unknown) {
  return runAction("host.reconcile", reconcileHost, input);
}
