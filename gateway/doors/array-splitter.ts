import { Line, MAX_LINE_BYTES } from "./line-splitter";

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The elements of one JSON array out of pieces of any size, each as its own text, so that no array is parsed as a whole. */
export class ArraySplitter {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #parts: Buffer[] = [];
  #held = 0;
  #number = 0;
  #isOver = false;

  *push(piece: Buffer): Generator<Line> {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0;
      if (this.#isOver) {
        if (!SPACE.has(byte)) this.#isBroken = true;
      } else if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
      } else if (byte === QUOTE) this.#isInString = true;
      else if (OPENING.has(byte)) {
        this.#depth++;
        if (this.#depth === 1) from = at + 1;
      } else if (CLOSING.has(byte)) {
        this.#depth--;
        if (this.#depth === 0) {
          yield* this.#element(piece.subarray(from, at), true);
          from = at + 1;
          this.#isOver = true;
        }
      } else if (byte === COMMA && this.#depth === 1) {
        yield* this.#element(piece.subarray(from, at), false);
        from = at + 1;
      }
    }
    if (!this.#isOver) this.#hold(piece.subarray(from));
  }

  #isBroken = false;

  /** What stands behind the array, or is missing from its end. */
  fault(): string | null {
    if (!this.#isOver) return "the array is not closed";
    return this.#isBroken ? "something stands behind the array" : null;
  }

  *#element(end: Buffer, isLast: boolean): Generator<Line> {
    this.#hold(end);
    const bytes = Buffer.concat(this.#parts);
    const length = Math.max(this.#held, bytes.length);
    this.#parts = [];
    this.#held = 0;
    const isEmpty = length === bytes.length && bytes.every((byte) => SPACE.has(byte));
    // `[]`, and a comma behind the last element.
    if (isEmpty && isLast) return;
    yield new Line(++this.#number, bytes, 0, length);
  }

  #hold(part: Buffer): void {
    this.#held += part.length;
    if (this.#held > MAX_LINE_BYTES) this.#parts = [];
    else this.#parts.push(part);
  }
}
