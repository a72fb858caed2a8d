import type { Context } from "@/lib/services/context";
import { hearPairing } from "@/lib/services/hear-pairing";
import { pairDue } from "@/lib/services/pair-due";
import type { Log } from "./log";

/** What was left when its gateway died is found again after this long at most. */
const LOOK_EVERY_MS = 5_000;
/** What comes in meanwhile is paired in one go. */
const PAUSE_MS = 200;

export interface PairLoop {
  stop(): Promise<void>;
}

/** Pairs what comes in through the doors for whole logs, again and again, one gateway at a time. */
export function startPairLoop(db: Context["db"], databaseUrl: string, log: Log): PairLoop {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let isAsked = false;
  let timer: NodeJS.Timeout | undefined;
  let trouble = "";

  const tell = (words: string, fields: Readonly<Record<string, string | number>>) => {
    const said = `${words} ${JSON.stringify(fields)}`;
    if (said !== trouble) log("error", words, fields);
    trouble = said;
  };
  const run = async () => {
    try {
      await pairDue(db, {
        now: () => new Date(),
        signal: stopping.signal,
        onFailure: (hostId, error) => tell("a host cannot be paired", { hostId, cause: causeOf(error) }),
      });
    } catch (error) {
      tell("pairing failed", { cause: causeOf(error) });
    }
  };
  const look = (waitMs: number) => {
    if (stopping.signal.aborted) return;
    if (running) {
      isAsked ||= waitMs < LOOK_EVERY_MS;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = run().finally(() => {
        running = null;
        const wait = isAsked ? PAUSE_MS : LOOK_EVERY_MS;
        isAsked = false;
        look(wait);
      });
    }, waitMs);
  };

  const listener = hearPairing(databaseUrl, () => look(PAUSE_MS));
  look(0);
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.all([listener.close(), running]);
    },
  };
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
