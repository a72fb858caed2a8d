import type { AuditEvent } from "../audit-event";
import { countWhere } from "./last-where";

/** Where the clock was set, and by how much, along one boot's Security records. */
export class ClockSteps {
  readonly #index: number[] = [];
  /** The latest time told up to each step: a clock that was set back tells earlier ones again. */
  readonly #latestAt: number[] = [];
  /** Sum up to and with each step, in milliseconds. */
  readonly #sum: number[] = [];

  constructor(security: readonly AuditEvent[]) {
    let sum = 0;
    security.forEach((event, index) => {
      if (event.eventId !== 4616 || event.previousAt === null || event.newAt === null) return;
      sum += event.newAt - event.previousAt;
      this.#index.push(index);
      this.#latestAt.push(Math.max(event.at, this.#latestAt.at(-1) ?? event.at));
      this.#sum.push(sum);
    });
  }

  /** Milliseconds that the clock gained between two records. */
  between(fromIndex: number, untilIndex: number): number {
    return this.#upTo(this.beforeIndex(untilIndex)) - this.#upTo(this.beforeIndex(fromIndex));
  }

  betweenCounts(from: number, until: number): number {
    return until > from ? this.#upTo(until) - this.#upTo(from) : 0;
  }

  /** How many steps stand before a record. */
  beforeIndex(index: number): number {
    return countWhere(this.#index, (step) => step < index);
  }

  /** How many steps were written up to an instant, as other logs know no record order with Security. */
  beforeTime(at: number): number {
    return countWhere(this.#latestAt, (stepAt) => stepAt <= at);
  }

  get count(): number {
    return this.#sum.length;
  }

  #upTo(count: number): number {
    return this.#sum[count - 1] ?? 0;
  }
}
