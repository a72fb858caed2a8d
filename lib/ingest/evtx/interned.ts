import type { ChunkBytes } from "./chunk-bytes";
import { Damage } from "./damage";

const SLOTS = 8192;
/** Longer texts repeat seldom. */
const LONGEST = 256;
const KEPT = 16_384;

/** The same few names and ids fill a log: their text is made once. */
export class Interned {
  readonly #texts: (string | undefined)[] = new Array(SLOTS);
  readonly #hashes = new Int32Array(SLOTS);
  readonly #hex = new Map<number, string>();
  readonly #sids = new Map<number, { readonly words: readonly number[]; readonly text: string }>();

  utf16(chunk: ChunkBytes, offset: number, bytes: number): string {
    const { view } = chunk;
    let end = offset + (bytes & ~1);
    while (end > offset && view.getUint16(end - 2, true) === 0) end -= 2;
    const length = (end - offset) >> 1;
    if (length === 0) return "";
    if (length > LONGEST) return chunk.utf16(offset, length);
    // Two characters at a time: half of a log's time is spent here.
    const even = offset + ((end - offset) & ~3);
    let hash = length;
    for (let at = offset; at < even; at += 4)
      hash = (Math.imul(hash, 0x01000193) ^ view.getUint32(at, true)) | 0;
    if (even < end) hash = (Math.imul(hash, 0x01000193) ^ view.getUint16(even, true)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#hashes[slot] === hash && known.length === length) {
      let at = offset;
      let i = 0;
      while (
        at < even &&
        (known.charCodeAt(i) | (known.charCodeAt(i + 1) << 16)) === view.getInt32(at, true)
      ) {
        at += 4;
        i += 2;
      }
      if (at === even && (even === end || known.charCodeAt(i) === view.getUint16(even, true))) return known;
    }
    const text = chunk.utf16(offset, length);
    this.#hashes[slot] = hash;
    this.#texts[slot] = text;
    return text;
  }

  /** `0x3e7`, as Windows renders HexInt64. */
  hex(low: number, high: number): string {
    if (high !== 0) return `0x${high.toString(16)}${low.toString(16).padStart(8, "0")}`;
    let text = this.#hex.get(low);
    if (text === undefined) {
      text = `0x${low.toString(16)}`;
      if (this.#hex.size >= KEPT) this.#hex.clear();
      this.#hex.set(low, text);
    }
    return text;
  }

  sid({ view }: ChunkBytes, offset: number, bytes: number): string {
    const count = bytes >= 8 ? view.getUint8(offset + 1) : 0;
    if (bytes < 8 || count > 15 || 8 + count * 4 > bytes) throw new Damage("a SID is cut short");
    const words = 2 + count;
    let hash = words;
    for (let i = 0; i < words; i++)
      hash = (Math.imul(hash, 0x01000193) ^ view.getUint32(offset + i * 4, true)) | 0;
    const known = this.#sids.get(hash);
    if (known !== undefined && known.words.length === words) {
      let i = 0;
      while (i < words && known.words[i] === view.getUint32(offset + i * 4, true)) i++;
      if (i === words) return known.text;
    }
    const authority = view.getUint16(offset + 2) * 4_294_967_296 + view.getUint32(offset + 4);
    let text = `S-${view.getUint8(offset)}-${authority}`;
    for (let i = 0; i < count; i++) text += `-${view.getUint32(offset + 8 + i * 4, true)}`;
    if (this.#sids.size >= KEPT) this.#sids.clear();
    const all = Array.from({ length: words }, (_, i) => view.getUint32(offset + i * 4, true));
    this.#sids.set(hash, { words: all, text });
    return text;
  }
}
