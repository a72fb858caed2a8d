const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Of one line: ten times what the largest event of Windows takes. */
export const MAX_LINE_BYTES = 1024 * 1024;

export interface Line {
  readonly number: number;
  /** Into the slice that was pushed, or a copy; valid until the next push. Null for a line that is too long. */
  readonly bytes: Buffer | null;
}

/** Lines out of pieces of any size; a line that is too long is told as such, and never held. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #held = 0;
  #isTooLong = false;
  #number = 0;

  *push(piece: Buffer): Generator<Line> {
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
      yield this.#line(piece.subarray(from, to));
      from = to + 1;
    }
    if (from < piece.length) this.#hold(piece.subarray(from));
  }

  *finish(): Generator<Line> {
    if (this.#held > 0 || this.#isTooLong) yield this.#line(Buffer.alloc(0));
  }

  #line(end: Buffer): Line {
    const number = ++this.#number;
    if (this.#held === 0 && !this.#isTooLong) {
      return { number, bytes: end.length > MAX_LINE_BYTES ? null : trimmed(end) };
    }
    this.#hold(end);
    const bytes = this.#isTooLong ? null : trimmed(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#held = 0;
    this.#isTooLong = false;
    return { number, bytes };
  }

  #hold(part: Buffer): void {
    this.#held += part.length;
    if (this.#held > MAX_LINE_BYTES) {
      this.#isTooLong = true;
      this.#parts = [];
    } else if (part.length > 0) {
      this.#parts.push(part);
    }
  }
}

function trimmed(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
}
