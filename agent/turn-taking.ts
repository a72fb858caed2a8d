import type { Clock } from "./clock";

/** The gateway sends the head of a held answer once it has read the request; behind a proxy that keeps it, this must do. */
const SURELY_TAKEN_MS = 2_000;

/** Lets requests leave one at a time, in the order of their sequence numbers. */
export class TurnTaking {
  readonly #clock: Clock;
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next turn comes when this request is answered. */
  async whole<T>(send: () => Promise<T>): Promise<T> {
    const release = await this.#turn();
    try {
      return await send();
    } finally {
      release();
    }
  }

  /** The next turn comes when the gateway has taken this request, although its answer is still to come. */
  async untilTaken<T>(send: (onTaken: () => void) => Promise<T>): Promise<T> {
    const release = await this.#turn();
    const cancel = this.#clock.after(SURELY_TAKEN_MS, release);
    try {
      return await send(release);
    } finally {
      cancel();
      release();
    }
  }

  async #turn(): Promise<() => void> {
    const before = this.#last;
    let release = () => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}
