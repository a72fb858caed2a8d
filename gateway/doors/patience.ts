/** How long one request is held: until nothing has come of it for this long, or its client has gone, or the gateway stops. */
export class Patience {
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(holdMs: number) {
    this.#timer = setTimeout(() => this.end(), holdMs);
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Something has come: it is held anew from now on. */
  restart(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
  }
}
