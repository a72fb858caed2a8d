/** Time as the agent takes it, so that tests and the simulator can bring their own. */
export interface Clock {
  now(): number;
  /** Runs once after `delayMs`; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Moves only when told: a month passes as fast as its events can be made. */
export class ManualClock implements Clock {
  #now: number;
  #waiting: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const entry = { at: this.#now + Math.max(0, delayMs), order: this.#order++, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }

  advance(byMs: number): void {
    this.advanceTo(this.#now + byMs);
  }

  advanceTo(until: number): void {
    for (;;) {
      const due = this.#waiting
        .filter((entry) => entry.at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) break;
      this.#waiting = this.#waiting.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = Math.max(this.#now, until);
  }
}

/** Resolves after the delay, or at once when the signal fires. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
