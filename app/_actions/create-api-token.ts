"use server";

import { runAction } from "@/app/_edge/run-action";
import { createApiToken } from "@/lib/services/create-api-token";

export async function createApiTokenAction(input: unknown) {
  return runAction("api-token.create", createApiToken, input);
}
