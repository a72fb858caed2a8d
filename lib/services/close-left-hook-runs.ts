import "server-only";
import type { Database } from "@/lib/storage/database";
import { closeLeftRuns } from "@/lib/storage/hook-runs";

/** What began before this gateway and still stands as running was killed with the one before it. */
export function closeLeftHookRuns(db: Database, startedAt: Date): Promise<void> {
  return closeLeftRuns(db, startedAt);
}
