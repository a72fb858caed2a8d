/** What a redraw would get in the way of. */
export type HoldReason = "navigation" | "pointer" | "chord";

/** A hold that nobody releases ends by itself: a page that is never drawn again would be the worse fault. */
export const LONGEST_HOLD_MS: Readonly<Record<HoldReason, number>> = {
  navigation: 10_000,
  pointer: 5_000,
  chord: 1_500,
};

export interface RefreshGate {
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
  isHeld(): boolean;
  /** Since when, or infinity where it is not. */
  heldSince(reason: HoldReason): number;
  /** Called whenever the last hold has ended. */
  onFree(listener: () => void): () => void;
}

/** Holds live redraws back while somebody is in the middle of something. */
export function makeRefreshGate(): RefreshGate {
  const holds = new Map<
    HoldReason,
    { readonly since: number; readonly timer: ReturnType<typeof setTimeout> }
  >();
  const listeners = new Set<() => void>();
  const release = (reason: HoldReason) => {
    clearTimeout(holds.get(reason)?.timer);
    if (holds.delete(reason) && holds.size === 0) for (const listener of listeners) listener();
  };
  return {
    hold(reason) {
      const before = holds.get(reason);
      clearTimeout(before?.timer);
      const timer = setTimeout(() => release(reason), LONGEST_HOLD_MS[reason]);
      holds.set(reason, { since: before?.since ?? Date.now(), timer });
    },
    release,
    isHeld: () => holds.size > 0,
    heldSince: (reason) => holds.get(reason)?.since ?? Number.POSITIVE_INFINITY,
    onFree(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const refreshGate = makeRefreshGate();
