import "server-only";
import type { ActionResult } from "@/lib/domain/action-result";
import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import type { Context } from "@/lib/services/context";
import { makeContext } from "@/lib/services/make-context";
import { logDefect } from "./log-defect";
import { type Asking, readSignIn } from "./read-sign-in";
import { ACTIONS, type ActionName, type Gate } from "./registry";

/** The edge of every server action: where it comes from, who asks, may they, and the one catch. */
export async function runAction<T>(
  name: ActionName,
  verb: (ctx: Context, input: unknown) => Promise<T>,
  input: unknown,
): Promise<ActionResult<T>> {
  return runWithAsking(name, (ctx) => verb(ctx, input));
}

/** For the actions of signing in and out, which need to know how they were asked. */
export async function runWithAsking<T>(
  name: ActionName,
  work: (ctx: Context, asking: Asking) => Promise<T>,
): Promise<ActionResult<T>> {
  try {
    const asking = await readSignIn();
    const { facts } = asking;
    if (!facts.hasAllowedHost || !facts.isSameOrigin) {
      throw new DomainError("forbidden", "This request does not come from Curfew's own pages.");
    }
    const actor = requireActor(ACTIONS[name].permission, asking);
    return { ok: true, value: await work(makeContext(actor), asking) };
  } catch (error) {
    return refusal(name, error);
  }
}

function requireActor(gate: Gate, { signedIn }: Asking): Actor {
  if (gate === "public") return signedIn?.actor ?? { kind: "system", name: "web" };
  if (!signedIn) throw new DomainError("unauthenticated", "You are not signed in any more. Sign in again.");
  if (gate !== "signed-in" && !can(signedIn.actor, gate)) {
    throw new DomainError("forbidden", `Your role, ${signedIn.actor.role}, may not do this.`);
  }
  return signedIn.actor;
}

function refusal(name: string, error: unknown): ActionResult<never> {
  if (error instanceof DomainError && error.code !== "internal") {
    const field = error.field === undefined ? {} : { field: error.field };
    return { ok: false, error: error.code, message: error.message, ...field };
  }
  const reference = logDefect(name, error);
  return {
    ok: false,
    error: "internal",
    message: `Something went wrong here. The log tells what, under ${reference}.`,
    reference,
  };
}
