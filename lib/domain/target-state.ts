/** The life of a logoff target. `proved` is written by ingest alone. */
export const TARGET_STATES = [
  "queued",
  "leased",
  "accepted",
  "warned",
  "executed",
  "gone",
  "proved",
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
  queued: ["leased", "cancelled", "expired", "unreachable", "gone", "proved"],
  leased: [
    "queued",
    "accepted",
    "warned",
    "executed",
    "gone",
    "proved",
    "refused",
    "failed",
    "expired",
    "cancelled",
  ],
  accepted: ["warned", "executed", "gone", "proved", "refused", "failed", "expired"],
  warned: ["executed", "gone", "proved", "refused", "failed", "expired", "cancelled"],
  executed: ["gone", "proved", "failed"],
  gone: ["proved", "unproved"],
  proved: [],
  refused: [],
  failed: ["gone", "proved"],
  expired: ["accepted", "executed", "gone", "proved", "refused", "failed"],
  cancelled: ["accepted", "executed", "gone", "proved", "refused", "failed"],
  unreachable: ["leased", "gone", "proved", "expired", "cancelled"],
  unproved: ["proved"],
};

export function canMove(from: TargetState, to: TargetState): boolean {
  return TARGET_MOVES[from].includes(to);
}

/** Settled: nothing more will happen unless late evidence arrives. */
export const SETTLED: readonly TargetState[] = [
  "proved",
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
