import type { Reject } from "../report";
import { type Encoding, unitOf } from "./encoding";
import { HeldBytes } from "./held-bytes";
import { Ledger, LONGEST_RECORD, type TextVerdict } from "./ledger";

const NEWLINE = 10;

/** Lines out of bytes in pieces of any size; of UTF-16 in whole characters, low byte first. Holds one line. */
export class LineReader {
  readonly ledger: Ledger;
  readonly #read: (text: string) => TextVerdict;
  readonly #unit: 1 | 2;
  readonly #longest: number;
  readonly #held = new HeldBytes();
  /** Of a line too long to hold: what was let go. */
  #lostBytes = 0;
  #line = 0;

  constructor(
    read: (text: string) => TextVerdict,
    reject: (reject: Reject) => void,
    { encoding = "utf-8", longest = LONGEST_RECORD }: { encoding?: Encoding; longest?: number } = {},
  ) {
    this.#longest = longest;
    this.ledger = new Ledger(encoding, reject);
    this.#read = read;
    this.#unit = unitOf(encoding);
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      if (bytes[from] === NEWLINE && this.#unit === 1 && this.#held.length + this.#lostBytes === 0) {
        this.#line++;
        this.ledger.structure(1);
        from++;
        continue;
      }
      const end = this.#endOfLine(bytes, from);
      const piece = bytes.subarray(from, end < 0 ? bytes.length : end);
      const isWhole = end >= 0 && this.#held.length === 0 && this.#lostBytes === 0;
      if (isWhole) this.#take(piece);
      else this.#hold(piece);
      if (end >= 0 && !isWhole) this.#release();
      from += piece.length;
    }
  }

  finish(): void {
    if (this.#held.length + this.#lostBytes > 0) this.#release();
    this.ledger.finish();
  }

  /** Behind the newline; −1 where there is none. */
  #endOfLine(bytes: Uint8Array, from: number): number {
    let at = bytes.indexOf(NEWLINE, from);
    if (this.#unit === 1) return at < 0 ? -1 : at + 1;
    while (at >= 0 && ((at - from) % 2 === 1 || bytes[at + 1] !== 0)) at = bytes.indexOf(NEWLINE, at + 1);
    return at < 0 ? -1 : at + 2;
  }

  #hold(piece: Uint8Array): void {
    if (this.#lostBytes > 0 || this.#held.length + piece.length > this.#longest) {
      this.#lostBytes += this.#held.length + piece.length;
      this.#held.clear();
    } else this.#held.add(piece);
  }

  #release(): void {
    if (this.#lostBytes > 0) {
      this.#line++;
      this.#refuseLong(this.#lostBytes);
    } else this.#take(this.#held.bytes);
    this.#lostBytes = 0;
    this.#held.clear();
  }

  #take(bytes: Uint8Array): void {
    this.#line++;
    if (bytes.length > this.#longest) {
      this.#refuseLong(bytes.length);
      return;
    }
    const text = this.ledger.decode(bytes, this.#line)?.trim();
    if (text === undefined) return;
    if (text === "") this.ledger.structure(bytes.length);
    else this.ledger.judge(bytes.length, this.#line, this.#read(text));
  }

  #refuseLong(bytes: number): void {
    this.ledger.refuse(bytes, this.#line, `the line is longer than ${this.#longest / 1024 ** 2} MiB`);
  }
}
