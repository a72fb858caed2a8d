export const FILE_HEAD = 4096;
export const CHUNK_HEAD = 512;
export const CHUNK_BYTES = 65_536;
const RECORD_MAGIC = 0x2a2a;
/** Head, the shortest BinXml, the size again. */
const SHORTEST_RECORD = 32;

/** `ElfFile` and a zero. */
export function isFile(view: DataView, at: number): boolean {
  return isMagic(view, at, 0x46666c45, 0x00656c69);
}

/** `ElfChnk` and a zero. */
export function isChunk(view: DataView, at: number): boolean {
  return isMagic(view, at, 0x43666c45, 0x006b6e68);
}

function isMagic(view: DataView, at: number, low: number, high: number): boolean {
  return (
    at + 8 <= view.byteLength && view.getUint32(at, true) === low && view.getUint32(at + 4, true) === high
  );
}

/** Where the next chunk or file begins, at any byte: damage need not keep to boundaries. −1 where none does. */
export function chunkAt(view: DataView, from: number, until: number): number {
  const bytes = bytesOf(view);
  for (let at = bytes.indexOf(LETTER_E, from); at >= 0 && at < until; at = bytes.indexOf(LETTER_E, at + 1)) {
    if (isChunk(view, at) || isFile(view, at)) return at;
    // Its magic may go on in the bytes that follow.
    if (until === CHUNK_BYTES && at + 8 > until && isBegun(bytes.subarray(at, until))) return at;
  }
  return -1;
}

function isBegun(bytes: Uint8Array): boolean {
  return ["ElfChnk", "ElfFile"].some((magic) =>
    bytes.every((byte, i) => byte === (magic.charCodeAt(i) || 0)),
  );
}

/** Where the next record or chunk begins, at any byte; `until` where none does. */
export function recordOrChunkAt(view: DataView, from: number, until: number): number {
  const bytes = bytesOf(view);
  const next = (value: number, at: number) => {
    const found = bytes.indexOf(value, at);
    return found < 0 ? until : found;
  };
  let star = next(STAR, from);
  let letter = next(LETTER_E, from);
  while (Math.min(star, letter) < until) {
    if (star < letter) {
      if (recordAt(view, star, view.byteLength) > 0) return star;
      star = next(STAR, star + 1);
    } else {
      if (isChunk(view, letter)) return letter;
      letter = next(LETTER_E, letter + 1);
    }
  }
  return until;
}

/** The first bytes of the two magics. */
const STAR = 0x2a;
const LETTER_E = 0x45;

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** The size of the record that begins here, as both ends of it say; 0 where none does. */
export function recordAt(view: DataView, at: number, length: number): number {
  if (at + SHORTEST_RECORD > length || view.getUint32(at, true) !== RECORD_MAGIC) return 0;
  const bytes = view.getUint32(at + 4, true);
  if (bytes < SHORTEST_RECORD || at + bytes > length) return 0;
  return view.getUint32(at + bytes - 4, true) === bytes ? bytes : 0;
}

export function isZero(view: DataView, from: number, until: number): boolean {
  let at = from;
  for (; at + 8 <= until; at += 8) if ((view.getInt32(at) | view.getInt32(at + 4)) !== 0) return false;
  for (; at < until; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}
