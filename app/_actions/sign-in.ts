"use server";

import { runWithAsking } from "@/app/_edge/run-action";
import { keepSignIn } from "@/app/_edge/sign-in-cookie";
import { signInFrom } from "@/app/_edge/sign-in-from";
import type { ActionResult } from "@/lib/domain/action-result";
import { DomainError } from "@/lib/domain/errors";
import { signIn } from "@/lib/services/sign-in";

export async function signInAction(input: unknown): Promise<ActionResult<null>> {
  return runWithAsking("operator.sign-in", async (ctx, asking) => {
    const outcome = await signIn(ctx, input, signInFrom(asking));
    switch (outcome.kind) {
      case "signed-in":
        await keepSignIn(outcome, asking.facts.isProtected);
        return null;
      case "refused":
        throw new DomainError("unauthenticated", "This name and password do not go together.", "password");
      case "throttled": {
        const minutes = Math.max(1, Math.ceil((outcome.until.getTime() - ctx.now.getTime()) / 60_000));
        const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
        throw new DomainError("unavailable", `Too many attempts. Try again in ${wait}.`, "password");
      }
    }
  });
}
