import { setTimeout as wait } from "node:timers/promises";
import { findApiActor, sentApiToken, type TokenActor } from "@/lib/auth/api-token";
import type { ApiScope } from "@/lib/domain/api-scope";
import { DomainError } from "@/lib/domain/errors";
import type { Gateway } from "../gateway";
import { Refusal } from "../refusal";

export interface Caller {
  readonly authorization: string | undefined;
  readonly address: string;
  readonly now: Date;
}

/** Who stands behind the token of a request. Read each time: what is revoked is over at once. */
export async function apiActor(gateway: Gateway, caller: Caller, scope: ApiScope): Promise<TokenActor> {
  // SuperOffice's clients say SOTicket where others say Bearer.
  const token = sentApiToken(caller.authorization?.replace(/^SOTicket(?= )/i, "Bearer"));
  const actor = token === null ? null : await findApiActor(gateway.db, token, caller.now, caller.address);
  if (!actor) {
    if (token !== null) await slowDown(gateway, caller);
    const message = "Send a valid API token, as in Authorization: Bearer cf_api_…";
    throw new DomainError("unauthenticated", message, "authorization");
  }
  if (!actor.scopes.includes(scope)) {
    throw new DomainError("forbidden", `This token is not for that: it needs the scope ${scope}.`);
  }
  return actor;
}

/** The same count as at the doors for shippers: who guesses here and there is one guesser. */
async function slowDown({ doors: { wrongTokens } }: Gateway, { address, now }: Caller): Promise<void> {
  const verdict = wrongTokens.note(address, now.getTime());
  if (verdict.kind === "close")
    throw new Refusal(429, "too_many", "Too many wrong tokens. Wait, and come again.");
  if (verdict.pauseMs > 0) await wrongTokens.hold(wait(verdict.pauseMs));
}
