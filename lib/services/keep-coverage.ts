import "server-only";
import type { Database } from "@/lib/storage/database";
import { sumUpLogDays } from "@/lib/storage/log-days";

const NOTES_AT_ONCE = 2_000;

/**
 * Sums up the days of hosts that gained or lost events, until there is none left; answers how many notes that settled.
 * Answers are right without it (what is due is summed up on the spot), and cheap with it.
 */
export async function keepCoverage(
  db: Database,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  let settled = 0;
  while (!options.signal?.aborted) {
    const some = await sumUpLogDays(db, NOTES_AT_ONCE);
    settled += some;
    if (some < NOTES_AT_ONCE) break;
  }
  return settled;
}
