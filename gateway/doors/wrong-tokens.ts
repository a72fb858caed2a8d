const WINDOW_MS = 10 * 60_000;
const AT_ONCE = 20;
const PAUSE_MS = 3_000;
const MOST_HELD = 100;
const MOST_ADDRESSES = 10_000;

export type Verdict =
  | { readonly kind: "answer"; readonly pauseMs: number; readonly isWorthTelling: boolean }
  | { readonly kind: "close" };

/**
 * Slows down whoever shows wrong tokens, by address. A right token is never slowed: a token cannot be guessed, and a site
 * behind one address must not go silent because one of its shippers was forgotten. Kept in memory: nobody without a
 * token makes the database write.
 */
export class WrongTokens {
  #windowAt = 0;
  #byAddress = new Map<string, number>();
  #held = 0;

  note(address: string, now: number): Verdict {
    if (now - this.#windowAt >= WINDOW_MS) {
      this.#windowAt = now;
      this.#byAddress = new Map();
    }
    const isFull = this.#byAddress.size >= MOST_ADDRESSES && !this.#byAddress.has(address);
    const failures = isFull ? AT_ONCE + 1 : (this.#byAddress.get(address) ?? 0) + 1;
    if (!isFull) this.#byAddress.set(address, failures);
    if (failures <= AT_ONCE) return { kind: "answer", pauseMs: 0, isWorthTelling: true };
    if (this.#held >= MOST_HELD) return { kind: "close" };
    return { kind: "answer", pauseMs: PAUSE_MS, isWorthTelling: failures === AT_ONCE + 1 };
  }

  async hold<T>(pause: Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await pause;
    } finally {
      this.#held--;
    }
  }
}
