"use server";

import { runAction } from "@/app/_edge/run-action";
import { revokeSignIn } from "@/lib/services/revoke-sign-in";

export async function revokeSignInAction(input: unknown) {
  return runAction("operator.revoke-sign-in", revokeSignIn, input);
}
