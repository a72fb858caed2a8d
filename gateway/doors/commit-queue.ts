import type { FoundApiToken } from "@/lib/auth/api-token";
import { DomainError } from "@/lib/domain/errors";
import type { Shipped } from "@/lib/services/take-shipments";
import { Overloaded } from "./intake";

export type Commit = (token: FoundApiToken, shipments: readonly Shipped[]) => Promise<void>;

/** A transaction of this many events is as fast as a larger one, and is soon over. */
const ENOUGH_EVENTS = 8_000;
const RETRY_MS = 500;

interface Waiting {
  readonly token: FoundApiToken;
  readonly shipment: Shipped;
  /** It failed in company: the next time it goes alone. */
  isAlone: boolean;
  notBefore: number;
  settle: ((error: unknown) => void) | null;
}

/** Brings requests into the database: those of one token that wait at the same time go in one transaction. */
export class CommitQueue {
  readonly #commit: Commit;
  readonly #onTrouble: (error: unknown) => void;
  readonly #parallel: number;
  #waiting: Waiting[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(commit: Commit, onTrouble: (error: unknown) => void, parallel = 1) {
    this.#commit = commit;
    this.#onTrouble = onTrouble;
    this.#parallel = parallel;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is committed. Until then it is tried again and again, as long as its client is held. */
  add(token: FoundApiToken, shipment: Shipped, over: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => waiting.settle?.(new Overloaded("held for too long"));
      const waiting: Waiting = {
        token,
        shipment,
        isAlone: false,
        notBefore: 0,
        settle: (error) => {
          waiting.settle = null;
          over.removeEventListener("abort", giveUp);
          if (error === null) resolve();
          else reject(error);
        },
      };
      over.addEventListener("abort", giveUp, { once: true });
      if (over.aborted) return giveUp();
      this.#waiting.push(waiting);
      this.#go();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #go(): void {
    while (this.#running < this.#parallel) {
      const batch = this.#next();
      if (batch.length === 0) return;
      this.#running++;
      void this.#run(batch).finally(() => {
        this.#running--;
        this.#go();
      });
    }
  }

  #next(): Waiting[] {
    this.#waiting = this.#waiting.filter(({ settle }) => settle !== null);
    const now = Date.now();
    const first = this.#waiting.find(({ notBefore }) => notBefore <= now);
    if (!first) return [];
    const batch = [first];
    let events = first.shipment.events.length;
    for (const one of first.isAlone ? [] : this.#waiting) {
      if (one === first || one.isAlone || one.token.actor.tokenId !== first.token.actor.tokenId) continue;
      if (events + one.shipment.events.length > ENOUGH_EVENTS) continue;
      events += one.shipment.events.length;
      batch.push(one);
    }
    this.#waiting = this.#waiting.filter((one) => !batch.includes(one));
    return batch;
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    try {
      await this.#commit(
        first.token,
        batch.map(({ shipment }) => shipment),
      );
      for (const { settle } of batch) settle?.(null);
    } catch (error) {
      // A refusal is for whoever sent it; in company nobody knows whose it is.
      if (error instanceof DomainError && batch.length === 1) return first.settle?.(error);
      this.#onTrouble(error);
      for (const one of batch) {
        one.notBefore = batch.length > 1 ? 0 : Date.now() + RETRY_MS;
        one.isAlone = true;
      }
      this.#waiting.push(...batch);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#go(), RETRY_MS);
    }
  }
}
