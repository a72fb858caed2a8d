import type { Reject } from "../report";
import { type Encoding, unitOf } from "../text/encoding";
import { HeldBytes } from "../text/held-bytes";
import { Ledger, LONGEST_RECORD, type TextVerdict } from "../text/ledger";

const START = "<Event";
const END = "</Event>";
const STARTS = /<Event[\s>]/g;
/** Between events stand declarations, roots and comments, none of them long. */
const LONGEST_BETWEEN = 4096;
const COMMENT = /<!--[\s\S]*?-->/g;
const HARMLESS = /^(?:[\s\u200b\ufeff]|<\?[^>]*\?>|<\/?Events(?:\s[^<>]*)?>|evtxexport \d+\s)*$/;

/**
 * `<Event>…</Event>` out of bytes in pieces of any size, whatever root stands around them. Holds one event. A part of
 * one is refused where the next begins.
 */
export class EventSplitter {
  readonly ledger: Ledger;
  readonly #read: (text: string) => TextVerdict;
  readonly #unit: 1 | 2;
  readonly #start: Buffer;
  readonly #end: Buffer;
  readonly #held = new HeldBytes();
  /** So many of the held bytes were searched in vain. */
  #searched = 0;
  #isInside = false;
  /** Between events: what was let go, and how it began. */
  #betweenBytes = 0;
  #between = Buffer.alloc(0);

  constructor(
    read: (text: string) => TextVerdict,
    reject: (reject: Reject) => void,
    encoding: Encoding = "utf-8",
  ) {
    this.ledger = new Ledger(encoding, reject);
    this.#read = read;
    this.#unit = unitOf(encoding);
    this.#start = Buffer.from(START, this.#unit === 1 ? "latin1" : "utf16le");
    this.#end = Buffer.from(END, this.#unit === 1 ? "latin1" : "utf16le");
  }

  push(bytes: Uint8Array): void {
    let window: Buffer;
    if (this.#held.length > 0) {
      this.#held.add(bytes);
      window = asBuffer(this.#held.bytes);
    } else window = asBuffer(bytes);
    const rest = this.#split(window);
    if (this.#held.length > 0) this.#held.dropFirst(rest);
    else this.#held.add(window.subarray(rest));
  }

  finish(): void {
    const held = asBuffer(this.#held.bytes);
    if (this.#isInside) {
      this.#closeBetween();
      this.ledger.refuse(held.length, null, "the file ends inside of an event");
    } else {
      this.#letGo(held);
      this.#closeBetween();
    }
    this.#held.clear();
    this.ledger.finish();
  }

  /** Takes what is whole; returns where the rest begins. */
  #split(window: Buffer): number {
    let at = 0;
    for (;;) {
      if (!this.#isInside) {
        const start = this.#findStart(window, at);
        if (start < 0) {
          // The beginning of a start tag may stand at the very end.
          const kept = Math.max(at, window.length - this.#start.length - this.#unit);
          const rest = kept - (kept % this.#unit);
          this.#letGo(window.subarray(at, rest));
          this.#searched = 0;
          return rest;
        }
        this.#letGo(window.subarray(at, start));
        this.#isInside = true;
        this.#searched = 0;
        at = start;
      }
      const end = this.#find(window, this.#end, at + this.#searched);
      if (end < 0) {
        if (window.length - at <= LONGEST_RECORD) {
          this.#searched = Math.max(0, window.length - at - this.#end.length);
          this.#searched -= this.#searched % this.#unit;
          return at;
        }
        at += this.#giveUp(window.subarray(at));
        continue;
      }
      const next = end + this.#end.length;
      this.#closeBetween();
      this.#take(window.subarray(at, next));
      this.#isInside = false;
      at = next;
    }
  }

  /** Too long without an end: the last start that stands in it may still be an event's. */
  #giveUp(bytes: Buffer): number {
    this.#closeBetween();
    const last = this.#findLastStart(bytes);
    this.#isInside = last > 0;
    const lost = this.#isInside ? last : bytes.length - (bytes.length % this.#unit);
    this.ledger.refuse(lost, null, "an event is longer than 1 MiB, or has no end");
    this.#searched = 0;
    return lost;
  }

  #take(bytes: Buffer): void {
    const text = this.ledger.decode(bytes, null);
    if (text === null) return;
    const start = lastStart(text);
    if (start === 0) {
      this.#judge(bytes.length, text);
      return;
    }
    const broken = this.#unit === 2 ? start * 2 : Buffer.byteLength(text.slice(0, start));
    this.ledger.refuse(broken, null, "the event has no end");
    this.#judge(bytes.length - broken, text.slice(start));
  }

  #judge(bytes: number, text: string): void {
    if (bytes > LONGEST_RECORD) this.ledger.refuse(bytes, null, "an event is longer than 1 MiB");
    else this.ledger.judge(bytes, null, this.#read(text));
  }

  #letGo(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#betweenBytes === 0 && isBlank(bytes)) {
      this.ledger.structure(bytes.length);
      return;
    }
    if (this.#betweenBytes < LONGEST_BETWEEN)
      this.#between = Buffer.concat([this.#between, bytes.subarray(0, LONGEST_BETWEEN)]);
    this.#betweenBytes += bytes.length;
  }

  #closeBetween(): void {
    const bytes = this.#betweenBytes;
    if (bytes === 0) return;
    const text = this.#between.toString(this.#unit === 1 ? "utf8" : "utf16le");
    if (bytes <= LONGEST_BETWEEN && HARMLESS.test(text.replace(COMMENT, ""))) this.ledger.structure(bytes);
    else this.ledger.refuse(bytes, null, reasonOfBetween(text));
    this.#betweenBytes = 0;
    this.#between = Buffer.alloc(0);
  }

  #findStart(window: Buffer, from: number): number {
    let at = this.#find(window, this.#start, from);
    while (at >= 0 && !this.#isStart(window, at)) at = this.#find(window, this.#start, at + this.#unit);
    return at;
  }

  #findLastStart(window: Buffer): number {
    let at = window.lastIndexOf(this.#start);
    while (at > 0 && !(at % this.#unit === 0 && this.#isStart(window, at)))
      at = window.lastIndexOf(this.#start, at - 1);
    return at;
  }

  #isStart(window: Buffer, at: number): boolean {
    const after = at + this.#start.length;
    return after < window.length && isBreak(window[after] ?? 0);
  }

  /** Only where a character begins: windows always begin with one. */
  #find(window: Buffer, text: Buffer, from: number): number {
    let at = window.indexOf(text, from);
    while (at >= 0 && at % this.#unit !== 0) at = window.indexOf(text, at + 1);
    return at;
  }
}

/** A start tag inside of what should be one event: where the last one begins. */
function lastStart(text: string): number {
  // By far the most texts have none, and indexOf is faster than an expression.
  if (text.indexOf("<Event ", 1) < 0 && text.indexOf("<Event>", 1) < 0) return 0;
  return [...text.matchAll(STARTS)].at(-1)?.index ?? 0;
}

function reasonOfBetween(text: string): string {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return "a DOCTYPE: refused, no entity of it is ever expanded";
  return "this is no event: only <Event> elements are read";
}

/** Of the bytes that follow a name in a start tag: white space or its end. */
function isBreak(byte: number): boolean {
  return byte === 0x20 || byte === 0x3e || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.length < 64 && bytes.every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
