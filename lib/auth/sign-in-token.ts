import "server-only";
import { createHash, randomBytes } from "node:crypto";

const MINUTE_MS = 60_000;

/** However busy, a sign-in ends after this long. */
export const ABSOLUTE_MS = 12 * 60 * MINUTE_MS;
/** A sign-in that nobody uses ends after this long. */
export const IDLE_MS = 60 * MINUTE_MS;

export interface SecretToken {
  /** Known to the browser alone. */
  readonly token: string;
  /** All that is stored. */
  readonly hash: string;
}

/** 256 bits: unguessable, so that a plain SHA-256 is enough to store it by. */
export function makeToken(): SecretToken {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** `__Host-` needs Secure, which plain http cannot have. */
export function cookieName(isProtected: boolean): string {
  return isProtected ? "__Host-curfew" : "curfew";
}
