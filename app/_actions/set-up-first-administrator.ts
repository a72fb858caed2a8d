"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import { keepSignIn } from "@/app/_edge/sign-in-cookie";
import { signInFrom } from "@/app/_edge/sign-in-from";
import type { ActionResult } from "@/lib/domain/action-result";
import { setUpFirstAdministrator } from "@/lib/services/set-up-first-administrator";

export async function setUpFirstAdministratorAction(input: unknown): Promise<ActionResult<null>> {
  return runWithAsking("operator.set-up", async (ctx, asking) => {
    const begun = await setUpFirstAdministrator(ctx, input, signInFrom(asking));
    await keepSignIn(begun, asking.facts.isProtected);
    return null;
  });
}
