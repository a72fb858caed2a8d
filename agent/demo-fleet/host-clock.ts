import type { Clock } from "../clock";

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Acts of the outside come after everything that was due by then. */
const OUTSIDE_ORDER = 2 ** 52;

/**
 * First runs at speed up to the present, then with the wall clock. What is due always happens at the instant it is
 * due at, however late the timer: so the same past comes out again when it is run again.
 */
export class HostClock implements Clock {
  readonly #wall: Clock;
  #now: number;
  #queue: Entry[] = [];
  #order = 0;
  #isLive = false;
  #isRunning = false;
  #cancelTimer = () => {};

  constructor(startAt: number, wall: Clock) {
    this.#now = startAt;
    this.#wall = wall;
  }

  now(): number {
    return this.#isLive && !this.#isRunning ? this.#wallNow() : this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.at(this.now() + Math.max(0, delayMs), run);
  }

  at(at: number, run: () => void): () => void {
    return this.#insert({ at, order: this.#order++, run });
  }

  /** An act of the outside that is known from before. */
  outsideAt(at: number, run: () => void): void {
    this.#insert({ at, order: OUTSIDE_ORDER + this.#order++, run });
  }

  runUntil(until: number): void {
    this.#isRunning = true;
    try {
      for (let due = this.#queue[0]; due && due.at <= until; due = this.#queue[0]) {
        this.#queue.shift();
        this.#now = Math.max(this.#now, due.at);
        due.run();
      }
      this.#now = Math.max(this.#now, until);
    } finally {
      this.#isRunning = false;
      if (this.#isLive) this.#setTimer();
    }
  }

  goLive(): void {
    this.#isLive = true;
    this.runUntil(this.#wallNow());
  }

  stop(): void {
    this.#isLive = false;
    this.#cancelTimer();
  }

  /** Lets the outside act now: after everything that is due, at one instant. */
  actNow<T>(act: (at: number) => T): T {
    this.runUntil(this.#wallNow());
    this.#isRunning = true;
    try {
      return act(this.#now);
    } finally {
      this.#isRunning = false;
      if (this.#isLive) this.#setTimer();
    }
  }

  /** Whole milliseconds, and never backwards. */
  #wallNow(): number {
    return Math.max(this.#now, Math.floor(this.#wall.now()));
  }

  #insert(entry: Entry): () => void {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#queue[middle];
      if (other && (other.at < entry.at || (other.at === entry.at && other.order < entry.order)))
        low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, entry);
    if (this.#isLive && !this.#isRunning) this.#setTimer();
    return () => {
      const i = this.#queue.indexOf(entry);
      if (i >= 0) this.#queue.splice(i, 1);
    };
  }

  #setTimer(): void {
    this.#cancelTimer();
    const next = this.#queue[0];
    if (!next) return;
    const delayMs = Math.max(0, next.at - this.#wall.now());
    // Timers run over past 24 days; every day is soon enough to look again.
    this.#cancelTimer = this.#wall.after(Math.min(delayMs, 86_400_000), () => this.runUntil(this.#wallNow()));
  }
}
