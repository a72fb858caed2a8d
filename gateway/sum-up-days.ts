import { keepCoverage } from "@/lib/services/keep-coverage";
import type { Gateway } from "./gateway";
import type { GiveWay } from "./give-way";

/** A busy host's day is summed up anew each time: often enough for answers to stay cheap, rarely enough to cost nothing. */
const EVERY_MS = 10_000;

/** Keeps the sums of what the logs hold up to date; answers how to stop. */
export function sumUpAgainAndAgain(
  { db, log }: Pick<Gateway, "db" | "log">,
  way: GiveWay,
): () => Promise<void> {
  const stopped = new AbortController();
  let trouble = "";
  let running: Promise<void> | null = null;
  const sumUp = async () => {
    try {
      await way.pass(stopped.signal);
      await keepCoverage(db, { signal: stopped.signal });
      trouble = "";
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== trouble) log("error", "summing up the days of logs failed", { cause: words });
      trouble = words;
    }
  };
  const timer = setInterval(() => {
    running ??= sumUp().finally(() => {
      running = null;
    });
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    stopped.abort();
    await running;
  };
}
