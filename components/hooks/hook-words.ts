import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";

export const EVENT_WORDS: Readonly<Record<HookEvent, string>> = {
  before: "Before",
  after: "After",
  after_async: "AfterAsync",
};

export const END_WORDS: Readonly<Record<HookRunState, string>> = {
  asked: "Waits for the gateway",
  running: "Running",
  ok: "Ended well",
  threw: "Threw",
  vetoed: "Asked to refuse the call",
  timed_out: "Met its time limit",
  out_of_memory: "Met its memory limit",
  too_much_output: "Printed too much",
  crashed: "Ended by itself",
  stopped: "Ended with its call",
  not_loaded: "Could not be loaded",
};

export function isFine(state: HookRunState): boolean {
  return state === "ok" || state === "running" || state === "asked";
}

/** The limit of what a caller waits for, in milliseconds; nothing bounds an AfterAsync. */
export const LIMIT_MS = 20_000;
export const MOST_STRIKES = 5;
