import type { Reject } from "../report";
import { type Encoding, unitOf } from "../text/encoding";
import { HeldBytes } from "../text/held-bytes";
import { Ledger, LONGEST_RECORD, type TextVerdict } from "../text/ledger";

const [QUOTE, BACKSLASH, OPEN, CLOSE, LIST, LIST_END, COMMA, NEWLINE, SPACE] = Buffer.from(
  '"\\{}[],\n ',
) as unknown as [number, number, number, number, number, number, number, number, number];
const TAB = 9;
const RETURN = 13;
/** Between records stand commas and brackets; more than this is not looked at. */
const LONGEST_BETWEEN = 256;

/**
 * The objects of JSON that is not one a line: lists, objects one after the other, pretty-printed or not, and the list
 * inside of an answer. Holds one object. An object that does not end is refused where another begins at the start of a line
 * that is indented no deeper.
 */
export class ValueSplitter {
  readonly ledger: Ledger;
  readonly #read: (text: string) => TextVerdict;
  readonly #unit: 1 | 2;
  readonly #held = new HeldBytes();
  /** How many bytes at the beginning stand before the list of an answer. */
  #ahead: number;
  readonly #isAnswer: boolean;
  /** Of the list inside of an answer; behind it nothing is a record. */
  #lists = 0;
  #isBehind = false;
  /** In a record: how many objects and lists are open. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #lostBytes = 0;
  #indent = 0;
  /** Blank characters since the last newline; −1 once another character came. */
  #column = 0;
  #line = 1;
  #recordLine = 1;
  #betweenBytes = 0;
  #isJunk = false;
  #between = "";

  constructor(
    read: (text: string) => TextVerdict,
    reject: (reject: Reject) => void,
    { encoding = "utf-8", from = 0 }: { encoding?: Encoding; from?: number } = {},
  ) {
    this.ledger = new Ledger(encoding, reject);
    this.#read = read;
    this.#unit = unitOf(encoding);
    this.#ahead = from;
    this.#isAnswer = from > 0;
  }

  push(bytes: Uint8Array): void {
    let at = Math.min(this.#ahead, bytes.length);
    this.ledger.structure(at);
    this.#ahead -= at;
    let start = at;
    while (at < bytes.length) {
      if (this.#depth === 0) {
        at = this.#scanBetween(bytes, at);
        start = at;
        if (this.#depth > 0) at += this.#unit;
      } else {
        at = this.#scanRecord(bytes, at);
        const isBroken = this.#depth < 0;
        if (this.#depth > 0) break;
        this.#depth = 0;
        this.#release(bytes.subarray(start, at), isBroken);
        start = at;
      }
    }
    if (this.#depth > 0 && start < bytes.length) this.#hold(bytes.subarray(start));
  }

  finish(): void {
    if (this.#depth > 0)
      this.#refuse(this.#held.length + this.#lostBytes, "the file ends inside of a record");
    else this.#closeBetween();
    this.#depth = 0;
    this.#held.clear();
    this.#lostBytes = 0;
    this.ledger.finish();
  }

  /** To where a record opens, or the end. */
  #scanBetween(bytes: Uint8Array, from: number): number {
    const unit = this.#unit;
    for (let at = from; at < bytes.length; at += unit) {
      const char = this.#charAt(bytes, at);
      if (char === OPEN && !this.#isBehind) {
        this.#closeBetween();
        this.#depth = 1;
        this.#indent = Math.max(0, this.#column);
        this.#recordLine = this.#line;
        this.#column = -1;
        return at;
      }
      this.#countColumn(char);
      this.#addBetween(char);
    }
    return bytes.length;
  }

  /** To behind the record's end, or the end of the bytes; the depth is −1 where another record begins. */
  #scanRecord(bytes: Uint8Array, from: number): number {
    const unit = this.#unit;
    for (let at = from; at < bytes.length; at += unit) {
      const char = unit === 1 ? (bytes[at] ?? 0) : this.#charAt(bytes, at);
      if (char === NEWLINE) {
        this.#line++;
        this.#column = 0;
        // No string goes over a line.
        this.#isInString = false;
        this.#isEscaped = false;
        continue;
      }
      if (this.#column >= 0) {
        if (char === OPEN && this.#column <= this.#indent) {
          this.#depth = -1;
          return at;
        }
        this.#column =
          char === SPACE || char === TAB ? this.#column + 1 : char === RETURN ? this.#column : -1;
      }
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (char === BACKSLASH) this.#isEscaped = true;
        else if (char === QUOTE) this.#isInString = false;
      } else if (char === QUOTE) this.#isInString = true;
      else if (char === OPEN || char === LIST) this.#depth++;
      else if ((char === CLOSE || char === LIST_END) && --this.#depth === 0) return at + unit;
    }
    return bytes.length;
  }

  #charAt(bytes: Uint8Array, at: number): number {
    const low = bytes[at] ?? 0;
    return this.#unit === 1 || bytes[at + 1] === 0 ? low : 0xffff;
  }

  #countColumn(char: number): void {
    if (char === NEWLINE) {
      this.#line++;
      this.#column = 0;
    } else if (this.#column >= 0 && char !== RETURN)
      this.#column = char === SPACE || char === TAB ? this.#column + 1 : -1;
  }

  #addBetween(char: number): void {
    this.#betweenBytes += this.#unit;
    if (this.#isBehind) return;
    if (char === LIST) this.#lists++;
    else if (char === LIST_END) this.#isBehind = --this.#lists === 0 && this.#isAnswer;
    else if (char !== COMMA && char !== SPACE && char !== NEWLINE && char !== RETURN && char !== TAB) {
      this.#isJunk = true;
      if (this.#between.length < LONGEST_BETWEEN) this.#between += String.fromCharCode(char);
      return;
    }
    if (this.#isJunk && this.#between.length < LONGEST_BETWEEN) this.#between += " ";
  }

  #closeBetween(): void {
    const bytes = this.#betweenBytes;
    if (bytes === 0) return;
    // The mark of the byte order, and the heads that evtx_dump writes.
    const words = this.#between.replace(/^\xef\xbb\xbf|^\uffff/, "").trim();
    if (this.#isJunk && !/^(?:Record \d+)?$/.test(words))
      this.ledger.refuse(bytes, this.#line, "this is no record: only objects are");
    else this.ledger.structure(bytes);
    this.#betweenBytes = 0;
    this.#isJunk = false;
    this.#between = "";
  }

  #hold(piece: Uint8Array): void {
    if (this.#lostBytes > 0 || this.#held.length + piece.length > LONGEST_RECORD) {
      this.#lostBytes += this.#held.length + piece.length;
      this.#held.clear();
    } else this.#held.add(piece);
  }

  #release(last: Uint8Array, isBroken: boolean): void {
    this.#isInString = false;
    this.#isEscaped = false;
    if (this.#held.length === 0 && this.#lostBytes === 0) this.#take(last, isBroken);
    else {
      this.#hold(last);
      if (this.#lostBytes > 0) this.#refuse(this.#lostBytes, isBroken ? NO_END : TOO_LONG);
      else this.#take(this.#held.bytes, isBroken);
    }
    this.#held.clear();
    this.#lostBytes = 0;
  }

  #take(bytes: Uint8Array, isBroken: boolean): void {
    if (isBroken) this.#refuse(bytes.length, NO_END);
    else if (bytes.length > LONGEST_RECORD) this.#refuse(bytes.length, TOO_LONG);
    else {
      const text = this.ledger.decode(bytes, this.#recordLine);
      if (text !== null) this.ledger.judge(bytes.length, this.#recordLine, this.#read(text));
    }
  }

  #refuse(bytes: number, reason: string): void {
    this.ledger.refuse(bytes, this.#recordLine, reason);
  }
}

const NO_END = "the record has no end";
const TOO_LONG = "the record is longer than 1 MiB";
