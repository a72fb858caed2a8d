import { z } from "zod";

/** One line or a few of what a person typed. PostgreSQL keeps no NUL. */
export function plainText(max: number) {
  return z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .refine((text) => !text.includes("\0"), "A NUL character cannot be kept.");
}
