import { Damage } from "./damage";

/** Twice what a chunk can hold, twice over: overlapping definitions must not make a small file costly. */
const WORK_BYTES = 4 * 65_536;

/** The bytes of one chunk. Offsets count from its beginning, as those inside it do. */
export class ChunkBytes {
  view: DataView = new DataView(new ArrayBuffer(0));
  length = 0;
  #work = 0;
  readonly #names = new Map<number, string>();

  attach(bytes: Uint8Array): void {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.byteLength;
    this.#work = WORK_BYTES;
    this.#names.clear();
  }

  /** Parsing of definitions and fragments is paid out of what a sound chunk can need. */
  spend(bytes: number): void {
    this.#work -= bytes;
    if (this.#work < 0) throw new Damage("definitions of the chunk overlap");
  }

  /** Name: next name u32, hash u16, characters u16, UTF-16 and a zero. */
  name(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    const characters = this.view.getUint16(offset + 6, true);
    this.spend(characters * 2);
    const name = this.utf16(offset + 8, characters);
    this.#names.set(offset, name);
    return name;
  }

  nameBytes(offset: number): number {
    return 10 + this.view.getUint16(offset + 6, true) * 2;
  }

  utf16(offset: number, characters: number): string {
    if (offset + characters * 2 > this.length) throw new Damage("a text runs past its chunk");
    const { view } = this;
    let text = "";
    for (let from = 0; from < characters; from += scratch.length) {
      const units = Math.min(scratch.length, characters - from);
      for (let i = 0; i < units; i++) scratch[i] = view.getUint16(offset + (from + i) * 2, true);
      text += String.fromCharCode.apply(null, scratch.subarray(0, units) as unknown as number[]);
    }
    return text;
  }
}

const scratch = new Uint16Array(4096);
