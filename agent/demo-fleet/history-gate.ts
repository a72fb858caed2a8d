import { MAX_EVENTS_PER_SYNC } from "@/lib/protocol/messages";
import type { EventBatch, Platform } from "../platform";

/**
 * Keeps a host's log closed to its agent until the gate opens: what is on now goes before what was. Then lets the past
 * through one request at a time: an agent reads on when the gateway took what it had.
 */
export class HistoryGate {
  #isOpen = false;
  #isThrough = false;
  #portion = 0;
  readonly #rings = new Set<() => void>();
  #pass = () => {};
  readonly #passed = new Promise<void>((resolve) => {
    this.#pass = resolve;
  });

  before(platform: Platform): Platform {
    return {
      ...platform,
      readEvents: (cursor, limit) => this.#read(platform, cursor, limit),
      watch: (onChange) => {
        const ring = () => onChange("events");
        const unwatch = platform.watch(onChange);
        this.#rings.add(ring);
        return () => {
          unwatch();
          this.#rings.delete(ring);
        };
      },
    };
  }

  /** Resolves when the past is with the gateway. */
  open(): Promise<void> {
    this.#isOpen = true;
    for (const ring of [...this.#rings]) ring();
    return this.#passed;
  }

  async #read(platform: Platform, cursor: string | null, limit: number): Promise<EventBatch> {
    const nothing = { events: [], cursor };
    if (!this.#isOpen) return nothing;
    if (this.#isThrough) return platform.readEvents(cursor, limit);
    const left = MAX_EVENTS_PER_SYNC - this.#portion;
    const batch = left > 0 ? await platform.readEvents(cursor, Math.min(limit, left)) : nothing;
    if (batch.events.length > 0) {
      this.#portion += batch.events.length;
      return batch;
    }
    if (this.#portion === 0) {
      this.#isThrough = true;
      this.#pass();
    }
    // The agent asks again when this portion was acknowledged.
    this.#portion = 0;
    return batch;
  }
}
