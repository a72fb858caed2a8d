/** The scripting events around `LogOffWindowsUsersAsync`, by the names that scripts export. */
export const HOOK_EVENT_NAMES = {
  before: "BeforeLogOffWindowsUsersAsync",
  after: "AfterLogOffWindowsUsersAsync",
  after_async: "AfterLogOffWindowsUsersAsyncAsync",
} as const;
export type HookEvent = keyof typeof HOOK_EVENT_NAMES;
export const HOOK_EVENTS = ["before", "after", "after_async"] as const satisfies readonly HookEvent[];

/** How a run ended. */
export const HOOK_ENDS = [
  "ok",
  "threw",
  "vetoed",
  "timed_out",
  "out_of_memory",
  "too_much_output",
  "crashed",
  /** The call was cancelled, or the gateway stopped. */
  "stopped",
  "not_loaded",
] as const;
export type HookEnd = (typeof HOOK_ENDS)[number];
export type HookRunState = "asked" | "running" | HookEnd;

/** Runs in a row that met a limit, after which a script stands still until somebody starts it again. */
export const HOOK_STRIKES = 5;

/** Whether an end counts towards the breaker. An error of the script's own does not: it was answered in time. */
export function isStrike(end: HookEnd): boolean {
  return end === "timed_out" || end === "out_of_memory" || end === "too_much_output";
}

/** What became of one associate id of a call. */
export const ASSOCIATE_OUTCOMES = [
  /** Sessions of theirs are targets of the order. */
  "ordered",
  /** No session of theirs is live: nothing to do. */
  "not_logged_on",
  /** Sessions were there, and each was left out for the reason in `detail`. */
  "left_out",
] as const;
export type AssociateOutcome = (typeof ASSOCIATE_OUTCOMES)[number];

export interface LogOffOutcome {
  readonly associateId: number;
  readonly outcome: AssociateOutcome;
  /** The order that has sessions of theirs as targets. */
  readonly orderId: number | null;
  /** How many. */
  readonly targets: number;
  readonly detail: string;
}
