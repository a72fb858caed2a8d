import "server-only";
import type { SignInFrom } from "@/lib/services/begin-sign-in";
import type { Asking } from "./read-sign-in";

export function signInFrom({ facts, token }: Asking): SignInFrom {
  return { address: facts.address, userAgent: facts.userAgent, previousToken: token };
}
