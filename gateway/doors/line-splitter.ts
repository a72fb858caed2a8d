import { isAscii } from "node:buffer";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Of one line: ten times what the largest event of Windows takes. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** One line, in the piece that it came in: a view of its bytes is dear, and rarely asked for. */
export class Line {
  readonly number: number;
  readonly piece: Buffer;
  readonly from: number;
  readonly length: number;
  /** As text, where it is ASCII and escapes no character by its number: nearly always. */
  readonly plain: string | null;

  constructor(number: number, piece: Buffer, from: number, to: number, plain: string | null = null) {
    const end = to > from && piece[to - 1] === RETURN ? to - 1 : to;
    this.number = number;
    this.piece = piece;
    this.from = from;
    this.length = end - from;
    this.plain = plain === null || this.isTooLong ? null : plain.slice(from, end);
  }

  get isTooLong(): boolean {
    return this.length > MAX_LINE_BYTES;
  }

  /** Null for a line that is too long. */
  get bytes(): Buffer | null {
    return this.isTooLong ? null : this.piece.subarray(this.from, this.from + this.length);
  }
}

/** Lines out of pieces of any size; a line that is too long is told as such, and never held. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #held = 0;
  #isTooLong = false;
  #number = 0;

  *push(piece: Buffer): Generator<Line> {
    // Many lines are decoded at once: one by one, asking what is in them takes longer than reading them.
    const plain = isPlain(piece) ? piece.toString("latin1") : null;
    const nextEnd = (from: number) =>
      plain === null ? piece.indexOf(NEWLINE, from) : plain.indexOf("\n", from);
    let from = 0;
    for (let to = nextEnd(0); to >= 0; to = nextEnd(from)) {
      if (this.#held > 0 || this.#isTooLong) yield this.#rest(piece.subarray(from, to));
      else yield new Line(++this.#number, piece, from, to, plain);
      from = to + 1;
    }
    if (from < piece.length) this.#hold(piece.subarray(from));
  }

  *finish(): Generator<Line> {
    if (this.#held > 0 || this.#isTooLong) yield this.#rest(Buffer.alloc(0));
  }

  /** The line that began in a piece before. */
  #rest(end: Buffer): Line {
    this.#hold(end);
    const bytes = Buffer.concat(this.#parts);
    const length = this.#isTooLong ? MAX_LINE_BYTES + 1 : bytes.length;
    this.#parts = [];
    this.#held = 0;
    this.#isTooLong = false;
    return new Line(++this.#number, bytes, 0, length, isPlain(bytes) ? bytes.toString("latin1") : null);
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

function isPlain(bytes: Buffer): boolean {
  return isAscii(bytes) && !bytes.includes("\\u");
}
