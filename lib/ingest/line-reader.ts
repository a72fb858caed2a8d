import { newTally, type Reject } from "./report";

const LONGEST_LINE = 1024 * 1024;
const NEWLINE = 10;

/** What a line was: kept, skipped, or a reason why it was neither. */
export type LineVerdict = "kept" | "skipped" | { readonly reason: string };

/** Lines of UTF-8 out of bytes in pieces of any size. Holds one line. */
export class LineReader {
  readonly tally = newTally();
  readonly #read: (text: string) => LineVerdict;
  readonly #reject: (reject: Reject) => void;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #held = new Uint8Array(64 * 1024);
  #heldBytes = 0;
  /** Of a line too long to hold: what was let go. */
  #lostBytes = 0;
  #line = 0;

  constructor(read: (text: string) => LineVerdict, reject: (reject: Reject) => void) {
    this.#read = read;
    this.#reject = reject;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, from);
      const until = newline < 0 ? bytes.length : newline + 1;
      const piece = bytes.subarray(from, until);
      if (newline >= 0 && this.#heldBytes === 0 && this.#lostBytes === 0) this.#take(piece);
      else this.#hold(piece);
      if (newline >= 0 && this.#heldBytes + this.#lostBytes > 0) this.#release();
      from = until;
    }
  }

  finish(): void {
    if (this.#heldBytes + this.#lostBytes > 0) this.#release();
  }

  #hold(piece: Uint8Array): void {
    const bytes = this.#heldBytes + piece.length;
    if (this.#lostBytes > 0 || bytes > LONGEST_LINE) {
      this.#lostBytes += bytes;
      this.#heldBytes = 0;
      return;
    }
    if (bytes > this.#held.length) {
      const larger = new Uint8Array(Math.min(LONGEST_LINE, Math.max(bytes, this.#held.length * 2)));
      larger.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = larger;
    }
    this.#held.set(piece, this.#heldBytes);
    this.#heldBytes = bytes;
  }

  #release(): void {
    const { tally } = this;
    if (this.#lostBytes > 0) {
      this.#line++;
      this.#refuse(this.#lostBytes, "the line is longer than 1 MiB");
      tally.bytes += this.#lostBytes;
    } else this.#take(this.#held.subarray(0, this.#heldBytes));
    this.#lostBytes = 0;
    this.#heldBytes = 0;
  }

  #take(bytes: Uint8Array): void {
    this.#line++;
    if (bytes.length > LONGEST_LINE) this.#refuse(bytes.length, "the line is longer than 1 MiB");
    else this.#judge(bytes);
    this.tally.bytes += bytes.length;
  }

  #judge(bytes: Uint8Array): void {
    const { tally } = this;
    let text: string;
    try {
      text = this.#decoder.decode(bytes).trim();
    } catch {
      this.#refuse(bytes.length, "the line is not UTF-8");
      return;
    }
    if (text === "") {
      tally.structureBytes += bytes.length;
      return;
    }
    const verdict = this.#read(text);
    if (typeof verdict === "object") {
      this.#refuse(bytes.length, verdict.reason);
      return;
    }
    tally.records++;
    tally.recordBytes += bytes.length;
    tally[verdict]++;
  }

  #refuse(bytes: number, reason: string): void {
    this.tally.rejected++;
    this.tally.rejectedBytes += bytes;
    this.#reject({ offset: this.tally.bytes, bytes, line: this.#line, reason });
  }
}
