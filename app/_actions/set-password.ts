"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import { keepSignIn } from "@/app/_edge/sign-in-cookie";
import { signInFrom } from "@/app/_edge/sign-in-from";
import type { ActionResult } from "@/lib/domain/action-result";
import { setPassword } from "@/lib/services/set-password";

export async function setPasswordAction(input: unknown): Promise<ActionResult<null>> {
  return runWithAsking("operator.set-password", async (ctx, asking) => {
    const begun = await setPassword(ctx, input, signInFrom(asking));
    await keepSignIn(begun, asking.facts.isProtected);
    return null;
  });
}
