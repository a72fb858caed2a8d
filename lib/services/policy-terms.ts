import { z } from "zod";
import { POLICY_VERBS } from "@/lib/domain/policy";
import { plainText } from "./plain-text";

const DAY_MINUTES = 1_440;
const glob = plainText(200).min(1, "A pattern is not empty.");
const globs = z.array(glob).max(50, "At most 50 patterns.").default([]);
const wallClock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time as 07:00.");
const minutes = (least: number, most: number, words: string) =>
  z.number({ error: "Give a number of minutes." }).int("Whole minutes.").min(least, words).max(most, words);

/** What a policy holds against whom, and what is done then; both as it is typed and as it is kept. */
export const policyTermsInput = z.object({
  scope: z.object({ hosts: globs, groups: globs }),
  except: z.object({ associates: globs, hosts: globs }),
  rule: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("hours"),
      days: z
        .array(z.number().int().min(0).max(6))
        .min(1, "Choose at least one day.")
        .max(7, "Each day once."),
      from: wallClock,
      until: wallClock,
    }),
    z.object({
      kind: z.literal("idle"),
      minutes: minutes(5, 30 * DAY_MINUTES, "From 5 minutes to 30 days."),
    }),
    z.object({
      kind: z.literal("duration"),
      minutes: minutes(15, 90 * DAY_MINUTES, "From 15 minutes to 90 days."),
    }),
    z.object({ kind: z.literal("concurrent"), most: z.number().int("A whole number.").min(1).max(1_000) }),
  ]),
  steps: z.object({
    graceMinutes: minutes(0, 60, "A grace lasts an hour at most."),
    verb: z.enum(POLICY_VERBS, "Choose disconnect, log off or force."),
    thenLogOffAfterMinutes: minutes(1, 30 * DAY_MINUTES, "From a minute to 30 days.").nullable(),
  }),
});
