import { createHash } from "node:crypto";

/** SHA-256 of an enrolment token's text, in hexadecimal: all that is kept of it. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
