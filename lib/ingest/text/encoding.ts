export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** By the byte order mark, else by the zeros beside the first two characters. */
export function encodingOf(head: Uint8Array): Encoding {
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && fourth === 0 && isAscii(first) && isAscii(third)) return "utf-16le";
  if (first === 0 && third === 0 && isAscii(second) && isAscii(fourth)) return "utf-16be";
  return "utf-8";
}

function isAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Bytes of one character at least. */
export function unitOf(encoding: Encoding): 1 | 2 {
  return encoding === "utf-8" ? 1 : 2;
}

/** UTF-16 in pieces of any size, as whole characters, low byte first. No byte moves its place. */
export class Utf16Pieces {
  readonly #isBigEndian: boolean;
  #odd = -1;

  constructor(encoding: Encoding) {
    this.#isBigEndian = encoding === "utf-16be";
  }

  /** A byte of a character that was cut off. */
  get hasOddByte(): boolean {
    return this.#odd >= 0;
  }

  whole(bytes: Uint8Array): Uint8Array {
    const held = this.#odd < 0 ? 0 : 1;
    const length = (bytes.length + held) & ~1;
    const isCopied = this.#isBigEndian || held === 1;
    const whole = isCopied ? new Uint8Array(length) : bytes.subarray(0, length);
    if (isCopied) {
      whole.set(bytes.subarray(0, length - held), held);
      if (held === 1 && length > 0) whole[0] = this.#odd;
    }
    if (length > 0 || held === 0)
      this.#odd = bytes.length + held > length ? (bytes[bytes.length - 1] ?? -1) : -1;
    if (this.#isBigEndian) swapPairs(whole);
    return whole;
  }
}

function swapPairs(bytes: Uint8Array): void {
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const low = bytes[at] ?? 0;
    bytes[at] = bytes[at + 1] ?? 0;
    bytes[at + 1] = low;
  }
}
