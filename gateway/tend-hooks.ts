import { carryOutDryRuns } from "@/lib/services/carry-out-dry-runs";
import { closeLeftHookRuns } from "@/lib/services/close-left-hook-runs";
import type { Gateway } from "./gateway";

const LOOK_EVERY_MS = 1_000;

/** Looks at the hooks folder again and again, so that the page shows what is there, and carries out dry runs. */
export function tendHooks({ db, scripting, log }: Gateway): () => Promise<void> {
  let trouble = "";
  let isOver = false;
  let running: Promise<void> | null = null;
  const look = async () => {
    try {
      await scripting.scripts.refresh(new Date());
      await carryOutDryRuns(db, scripting);
      trouble = "";
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== trouble && !isOver) log("error", "looking at the hooks failed", { cause: words });
      trouble = words;
    }
  };
  const start = () => {
    running ??= look().finally(() => {
      running = null;
    });
  };
  running = closeLeftHookRuns(db, new Date())
    .catch(() => {})
    .finally(() => {
      running = null;
    });
  const timer = setInterval(start, LOOK_EVERY_MS);
  return async () => {
    isOver = true;
    clearInterval(timer);
    await scripting.close();
    await running;
  };
}
