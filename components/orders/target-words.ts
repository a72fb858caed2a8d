import type { Exit, Stage } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";

export const STATE_WORD: Record<TargetState, string> = {
  queued: "Queued",
  leased: "Handed out",
  accepted: "Accepted",
  warned: "Warned",
  executed: "Executed",
  gone: "Gone",
  proved: "Proved",
  done: "Done",
  refused: "Refused",
  failed: "Failed",
  expired: "Expired",
  cancelled: "Cancelled",
  unreachable: "Host offline",
  unproved: "Unproved",
};

export const STAGE_WORD: Record<Stage, string> = {
  queued: "Queued",
  delivered: "Delivered",
  warned: "Warned",
  executed: "Executed",
  gone: "Gone",
  proved: "Proved",
  done: "Done",
};

/** Said where the host or the gateway gave no words of its own. */
export const EXIT_BECAUSE: Record<Exit, string> = {
  expired: "The host took no command in time. Nothing was done.",
  cancelled: "Cancelled before it ran.",
  refused: "The session is not the one that was meant. Nothing was done.",
  failed: "The host could not do it.",
  unproved: "Gone from the list, but no audited record came.",
};
