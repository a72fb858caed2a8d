/**
 * The life of a target. `proved` is written by ingest alone; `done` is the end of what leaves no audited end behind: a
 * message that was shown, a session that its host lists as disconnected.
 */
export const TARGET_STATES = [
  "queued",
  "leased",
  "accepted",
  "warned",
  "executed",
  "gone",
  "proved",
  "done",
  "refused",
  "failed",
  "expired",
  "cancelled",
  "unreachable",
  "unproved",
] as const;
export type TargetState = (typeof TARGET_STATES)[number];

/**
 * From → to. A host reports late and out of order, so `gone` and `proved` may be reached from every state in which the
 * command was out; an audited end that comes after `unproved`, `failed` or `expired` still proves it. A host may have
 * acted before the cancel reached it: its receipts then take the target out of `cancelled`, and nothing else does.
 */
export const TARGET_MOVES: Record<TargetState, readonly TargetState[]> = {
  queued: ["warned", "leased", "refused", "cancelled", "expired", "unreachable", "gone", "proved"],
  leased: [
    "queued",
    "accepted",
    "warned",
    "executed",
    "done",
    "gone",
    "proved",
    "refused",
    "failed",
    "expired",
    "cancelled",
  ],
  accepted: ["executed", "done", "gone", "proved", "refused", "failed", "expired"],
  warned: ["leased", "accepted", "gone", "proved", "refused", "expired", "cancelled"],
  executed: ["done", "gone", "proved", "failed"],
  gone: ["proved", "unproved"],
  proved: [],
  done: [],
  refused: [],
  failed: ["gone", "proved"],
  expired: ["accepted", "executed", "done", "gone", "proved", "refused", "failed"],
  cancelled: ["accepted", "executed", "done", "gone", "proved", "refused", "failed"],
  unreachable: ["queued", "warned", "leased", "refused", "gone", "proved", "expired", "cancelled"],
  unproved: ["proved"],
};

export function canMove(from: TargetState, to: TargetState): boolean {
  return TARGET_MOVES[from].includes(to);
}

/** Settled: nothing more will happen unless late evidence arrives. */
export const SETTLED: readonly TargetState[] = [
  "proved",
  "done",
  "refused",
  "failed",
  "expired",
  "cancelled",
  "unproved",
];

export function isSettled(state: TargetState): boolean {
  return SETTLED.includes(state);
}

/** How long a gone session may wait for its audited record before it is shown as unproved. */
export const PROOF_PATIENCE_MS = 60_000;
/** A command lives five minutes at most. */
export const COMMAND_LIFE_MS = 5 * 60_000;
/** A lease that is not acknowledged within this time goes back to the queue. */
export const LEASE_MS = 15_000;
