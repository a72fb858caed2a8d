import { MOVING, TO_LOOK_AT } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";

export type StateCounts = Readonly<Partial<Record<TargetState, number>>>;

export function countOf(states: StateCounts, wanted: readonly TargetState[]): number {
  return wanted.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}

export interface Standing {
  /** Whose ring stands for the whole order. */
  readonly ring: TargetState;
  readonly word: string;
  readonly targets: number;
  readonly moving: number;
  readonly proved: number;
  /** Did what leaves no audited end behind. */
  readonly done: number;
  readonly lookAt: number;
  /** What no host has accepted yet. */
  readonly cancellable: number;
}

/** Where an order is, out of the counts of its targets' states. */
export function standingOf(states: StateCounts, isCancelled: boolean): Standing {
  const targets = Object.values(states).reduce((sum, n) => sum + n, 0);
  const moving = countOf(states, MOVING);
  const rest = {
    targets,
    moving,
    proved: states.proved ?? 0,
    lookAt: countOf(states, TO_LOOK_AT),
    done: states.done ?? 0,
    cancellable: countOf(states, ["queued", "leased", "warned", "unreachable"]),
  };
  if (moving === 0) {
    if ((states.cancelled ?? 0) === targets) return { ring: "cancelled", word: "Cancelled", ...rest };
    if (rest.proved === targets) return { ring: "proved", word: "Proved", ...rest };
    if (rest.done === targets) return { ring: "done", word: "Done", ...rest };
    return { ring: rest.lookAt > 0 ? "unproved" : "proved", word: "Settled", ...rest };
  }
  if (isCancelled) return { ring: "executed", word: "Cancelled", ...rest };
  if (countOf(states, ["warned"]) > 0 && countOf(states, ["queued", "unreachable", "warned"]) === moving)
    return { ring: "warned", word: "Warned", ...rest };
  if (countOf(states, ["queued", "unreachable"]) === targets)
    return { ring: "queued", word: "Queued", ...rest };
  return { ring: "executed", word: "Under way", ...rest };
}
