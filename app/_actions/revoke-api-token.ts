"use server";

import { runAction } from "@/app/_edge/run-action";
import { revokeApiToken } from "@/lib/services/revoke-api-token";

export async function revokeApiTokenAction(input: unknown) {
  return runAction("api-token.revoke", revokeApiToken, input);
}
