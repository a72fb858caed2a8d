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

/** Where the next chunk or file begins, on boundaries of 8 bytes; −1 where none does. */
export function chunkAt(view: DataView, from: number, until: number): number {
  for (let at = from; at + 8 <= until; at += 8) if (isChunk(view, at) || isFile(view, at)) return at;
  return -1;
}

/** The size of the record that begins here, as both ends of it say; 0 where none does. */
export function recordAt(view: DataView, at: number, length: number): number {
  if (at + SHORTEST_RECORD > length || view.getUint32(at, true) !== RECORD_MAGIC) return 0;
  const bytes = view.getUint32(at + 4, true);
  if (bytes < SHORTEST_RECORD || at + bytes > length) return 0;
  return view.getUint32(at + bytes - 4, true) === bytes ? bytes : 0;
}

export function isZero(bytes: Uint8Array, from: number, until: number): boolean {
  for (let at = from; at < until; at++) if (bytes[at] !== 0) return false;
  return true;
}
