/**
 * Pieces of requests that are ready to be read: one in each round of the event loop, of the request that came first. What
 * the database and agents have sent is heard in between, and the first request is at the commit while the next is read.
 */
export class Turns {
  readonly #waiting: { readonly place: number; readonly go: () => void }[] = [];
  #isScheduled = false;

  /** Resolves when it is this one's turn; lower places go first. */
  next(place: number): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ place, go });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#run);
  }

  #run = (): void => {
    this.#isScheduled = false;
    let first = 0;
    for (const [i, { place }] of this.#waiting.entries()) {
      if (place < (this.#waiting[first]?.place ?? place)) first = i;
    }
    const [next] = this.#waiting.splice(first, 1);
    if (this.#waiting.length > 0) this.#schedule();
    next?.go();
  };
}
