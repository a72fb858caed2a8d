import "server-only";
import { DomainError } from "@/lib/domain/errors";
import { returnAttempt, takeAttempt } from "@/lib/storage/take-attempt";
import type { Context } from "./context";
import { type EnrolledAgent, enrolAgent } from "./enrol-agent";

const WINDOW_MS = 10 * 60_000;
/** Failures, and enrolments under way: a whole site may stand behind one address. */
export const ENROLMENTS_PER_ADDRESS = 100;

/** Enrols unless this address has failed too often. An attempt counts from its start, so that many at once count too. */
export async function enrolFromAddress(
  ctx: Context,
  address: string,
  input: unknown,
): Promise<EnrolledAgent> {
  const key = `enrol:${address}`;
  const attempts = await takeAttempt(ctx.db, key, ctx.now, WINDOW_MS);
  if (attempts > ENROLMENTS_PER_ADDRESS) {
    throw new DomainError("forbidden", "Too many failed enrolments from this address: wait for ten minutes.");
  }
  const enrolled = await enrolAgent(ctx, input);
  await returnAttempt(ctx.db, key, ctx.now, WINDOW_MS);
  return enrolled;
}
