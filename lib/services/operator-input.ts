import "server-only";
import { z } from "zod";
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/auth/password";

export const operatorId = z.number().int().min(1).max(2_147_483_647);

/** What an operator types to sign in: lower case, so that A.Novak and a.novak are one. */
export const operatorName = z
  .string("Give a name to sign in with.")
  .trim()
  .toLowerCase()
  .min(1, "Give a name to sign in with.")
  .max(64, "At most 64 characters.")
  .regex(/^[\p{L}\p{N}._@-]+$/u, "Letters, digits and . _ @ - only.");

export const displayName = z
  .string("Say how to show this person.")
  .trim()
  .min(1, "Say how to show this person.")
  .max(100, "At most 100 characters.")
  // Control and bidirectional characters would let a name pose as another.
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, "No control characters.");

export const newPassword = z
  .string("Choose a password.")
  .min(PASSWORD_MIN, `${PASSWORD_MIN} characters or more.`)
  .max(PASSWORD_MAX, `At most ${PASSWORD_MAX.toLocaleString("en")} characters.`);
