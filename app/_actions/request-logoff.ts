"use server";

import { runAction } from "@/app/_edge/run-action";
import { requestLogoff } from "@/lib/services/request-logoff";

export async function requestLogoffAction(input: unknown) {
  return runAction("logoff.request", requestLogoff, input);
}
