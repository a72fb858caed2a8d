/** Why a held poll goes on: there may be orders for its host, or it is to be answered now. */
export type News = "orders" | "over";

export interface WaitingPlace {
  /** Resolves with the next news since the last call, at once when there was some already. */
  news(): Promise<News>;
  readonly isOver: boolean;
  leave(): void;
}

/** A poll is held this much longer at most; ten thousand of them share one timer. */
const LOOK_EVERY_MS = 250;

/** The polls that this gateway holds. An agent holds one: its next poll ends the one before. */
export class WaitingAgents {
  readonly #byAgent = new Map<number, Place>();
  readonly #byHost = new Map<number, Set<Place>>();
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  get count(): number {
    return this.#byAgent.size;
  }

  enter(agentId: number, hostId: number, untilMs: number, gone: AbortSignal): WaitingPlace {
    this.#byAgent.get(agentId)?.end();
    const place = new Place(() => {
      if (this.#byAgent.get(agentId) === place) this.#byAgent.delete(agentId);
      const others = this.#byHost.get(hostId);
      others?.delete(place);
      if (others?.size === 0) this.#byHost.delete(hostId);
      if (this.#byHost.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, untilMs);
    this.#byAgent.set(agentId, place);
    const ofHost = this.#byHost.get(hostId) ?? new Set();
    this.#byHost.set(hostId, ofHost.add(place));
    place.endWith(gone);
    this.#timer ??= setInterval(() => this.#endLate(), LOOK_EVERY_MS);
    if (this.#isStopped) place.end();
    return place;
  }

  #endLate(): void {
    const now = Date.now();
    for (const places of this.#byHost.values()) for (const place of places) place.endAt(now);
  }

  /** Null: notices may have been missed, so everyone looks. */
  wake(hostIds: readonly number[] | null): void {
    for (const id of hostIds ?? [...this.#byHost.keys()]) {
      for (const place of this.#byHost.get(id) ?? []) place.wake();
    }
  }

  /** Every held poll is answered now, and every later one too. */
  stop(): void {
    this.#isStopped = true;
    for (const place of [...this.#byAgent.values()]) place.end();
  }
}

class Place implements WaitingPlace {
  readonly #onLeave: () => void;
  readonly #untilMs: number;
  #hasOrders = false;
  #isOver = false;
  #resolve: (() => void) | null = null;
  #forget = () => {};

  constructor(onLeave: () => void, untilMs: number) {
    this.#onLeave = onLeave;
    this.#untilMs = untilMs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  async news(): Promise<News> {
    if (!this.#isOver && !this.#hasOrders) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    }
    this.#hasOrders = false;
    return this.#isOver ? "over" : "orders";
  }

  wake(): void {
    this.#hasOrders = true;
    this.#resolve?.();
  }

  end = (): void => {
    this.#isOver = true;
    this.#resolve?.();
  };

  endAt(nowMs: number): void {
    if (nowMs >= this.#untilMs) this.end();
  }

  endWith(gone: AbortSignal): void {
    if (gone.aborted) this.end();
    gone.addEventListener("abort", this.end, { once: true });
    this.#forget = () => gone.removeEventListener("abort", this.end);
  }

  leave(): void {
    this.#forget();
    this.#onLeave();
  }
}
