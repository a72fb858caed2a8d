import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { findSignedIn, type SignedIn } from "@/lib/auth/find-signed-in";
import { type RequestFacts, requestFacts } from "@/lib/auth/request-facts";
import { cookieName } from "@/lib/auth/sign-in-token";
import { makeContext } from "@/lib/services/make-context";

export interface Asking {
  readonly facts: RequestFacts;
  /** The token as the browser sent it. */
  readonly token: string | undefined;
  readonly signedIn: SignedIn | null;
}

/** Who asks, read once per request. */
export const readSignIn = cache(async (): Promise<Asking> => {
  const sent = await headers();
  const facts = requestFacts(sent);
  if (!facts.hasAllowedHost) return { facts, token: undefined, signedIn: null };
  const token = (await cookies()).get(cookieName(facts.isProtected))?.value;
  const { db, now } = makeContext({ kind: "system", name: "web" });
  // Background fetches (live refreshes, the event stream) say `empty`; plain http has no such header.
  const isActivity = sent.get("sec-fetch-dest") !== "empty";
  return { facts, token, signedIn: await findSignedIn(db, token, now, isActivity) };
});
