/** Bytes of a source, taken in the amounts that a reader asks for. */
export class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #taken = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** Bytes that were taken or dropped, from the beginning on. */
  get taken(): number {
    return this.#taken;
  }

  /** At least so many bytes, to look at; fewer where the source ends. The source may not use its buffers again. */
  async peek(least: number): Promise<Uint8Array> {
    while (this.#held.length < least) {
      const { done, value } = await this.#iterator.next();
      if (done) break;
      const joined = new Uint8Array(this.#held.length + value.length);
      joined.set(this.#held);
      joined.set(value, this.#held.length);
      this.#held = joined;
    }
    return this.#held;
  }

  drop(count: number): void {
    this.#held = this.#held.subarray(count);
    this.#taken += count;
  }

  /** Exactly so many, else null. */
  async take(count: number): Promise<Uint8Array | null> {
    const held = await this.peek(count);
    if (held.length < count) return null;
    this.drop(count);
    return held.subarray(0, count);
  }

  /** What there is, at most so many; empty where the source ends. */
  async some(most: number): Promise<Uint8Array> {
    const held = await this.peek(1);
    const taken = held.subarray(0, most);
    this.drop(taken.length);
    return taken;
  }

  /** False where the source ends before. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0; ) {
      const bytes = await this.some(left);
      if (bytes.length === 0) return false;
      left -= bytes.length;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
