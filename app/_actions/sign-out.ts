"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import { dropSignIn } from "@/app/_edge/sign-in-cookie";
import type { ActionResult } from "@/lib/domain/action-result";
import { signOut } from "@/lib/services/sign-out";

export async function signOutAction(): Promise<ActionResult<null>> {
  return runWithAsking("operator.sign-out", async (ctx, { token, facts }) => {
    await signOut(ctx, token);
    await dropSignIn(facts.isProtected);
    return null;
  });
}
