import { setTimeout as wait } from "node:timers/promises";

const LOOK_EVERY_MS = 50;

/** Others wait for the same processor and the same database: work that is in no hurry gives way to them, but not for ever. */
export class GiveWay {
  readonly #isBusy: () => boolean;
  readonly #longestMs: number;
  readonly #turnMs: number;
  #ownUntil = 0;

  /** Gives way for `longestMs` at most; then it takes a turn of `turnMs` before it does so again. */
  constructor(isBusy: () => boolean, longestMs = 15_000, turnMs = 5_000) {
    this.#isBusy = isBusy;
    this.#longestMs = longestMs;
    this.#turnMs = turnMs;
  }

  async pass(over: AbortSignal): Promise<void> {
    if (performance.now() < this.#ownUntil) return;
    const until = performance.now() + this.#longestMs;
    while (this.#isBusy() && !over.aborted) {
      if (performance.now() >= until) {
        this.#ownUntil = performance.now() + this.#turnMs;
        return;
      }
      await wait(LOOK_EVERY_MS, null, { signal: over }).catch(() => {});
    }
  }
}
