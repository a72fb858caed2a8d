import { z } from "zod";
import { plainText } from "./plain-text";

const MOST = 20;
const MOST_STARS = 8;

const hostPattern = z
  .string()
  .trim()
  .min(1, "A pattern is empty.")
  .max(255, "A pattern has at most 255 characters.")
  .regex(/^[\p{L}\p{N}._:*?-]+$/u, "A pattern is a host's name, with * for any text and ? for one character.")
  .refine(
    (pattern) => pattern.split("*").length - 1 <= MOST_STARS,
    `At most ${MOST_STARS} stars in a pattern.`,
  );

/** What somebody's orders may hit; nothing given is everything. */
export const scopeInput = z.object({
  hosts: z.array(hostPattern).max(MOST, `At most ${MOST} patterns.`).transform(distinct),
  groups: z
    .array(plainText(100).min(1, "A group is empty."))
    .max(MOST, `At most ${MOST} groups.`)
    .transform(distinct),
});

function distinct(words: readonly string[]): string[] {
  const seen = new Map(words.map((word) => [word.toLowerCase(), word]));
  return [...seen.values()];
}
