import { crc32 } from "node:zlib";
import { isTooMuch, TooMuchToUnpack } from "../gunzip";
import { ByteSource } from "./byte-source";
import { inflateEntry } from "./inflate-entry";

// Zip archives, read from the front: local headers and what they say (APPNOTE.TXT 4.3 to 4.5), so that an archive of any
// size needs no seeking and no memory. Ignored: the directory at the end. Methods: stored and deflate; zip64 sizes; sizes
// that follow the data (deflate alone knows its own end).

const [LOCAL, CENTRAL, END, END_64, DESCRIPTOR] = [
  0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x08074b50,
];
const LOCAL_HEAD = 30;
const [STORED, DEFLATED] = [0, 8];
const MAX_ENTRIES = 10_000;
const LONGEST_NAME = 512;
/** Of a whole archive, whatever its size; each of its files has a bound of its own. */
const ALWAYS_FINE = 4 * 1024 ** 3;

export type ZipEntry =
  | { readonly kind: "file"; readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }
  /** An entry that is not unpacked, or the archive from there on. */
  | { readonly kind: "refused"; readonly name: string; readonly reason: string };

/** All was read, but it is not what was packed. */
export class ChecksumFault extends Error {
  override readonly message = "its checksum does not hold: what was read of it may be wrong";
}

interface LocalHead {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly isSizeBehind: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
}

/** A file is to be read before the next is asked for; what was not read of it is stepped over. Throws where the source does. */
export async function* zipEntries(archive: AsyncIterable<Uint8Array>): AsyncGenerator<ZipEntry> {
  const source = new ByteSource(copied(archive));
  const total = { unpacked: 0 };
  try {
    for (let count = 1; ; count++) {
      const head = await source.peek(4);
      const signature = head.length < 4 ? 0 : viewOf(head).getUint32(0, true);
      if (signature === CENTRAL || signature === END || signature === END_64) return;
      const local = signature === LOCAL ? await takeHead(source) : null;
      if (local === null || count > MAX_ENTRIES) {
        const reason = local === null ? DAMAGED : `more than ${MAX_ENTRIES} files: split the archive`;
        yield { kind: "refused", name: local?.name ?? "", reason };
        return;
      }
      const { name } = local;
      const end = source.taken + local.packed;
      const reason = refusalOf(local);
      const data = dataOf(source, local, total);
      const told = { isFault: reason !== null && local.isSizeBehind };
      yield reason === null
        ? { kind: "file", name, bytes: unclosed(data, told) }
        : { kind: "refused", name, reason };
      const isEnded = local.isSizeBehind && reason === null && (await isReadToEnd(data));
      await data.return(undefined);
      const isAtNext = local.isSizeBehind ? isEnded : await source.skip(end - source.taken);
      if (isAtNext) continue;
      if (!told.isFault) yield { kind: "refused", name: "", reason: DAMAGED };
      return;
    }
  } finally {
    await source.close();
  }
}

const DAMAGED = "the archive is damaged or cut off here: no file begins";

/** Whoever leaves it early does not end it. */
function unclosed(data: AsyncGenerator<Uint8Array>, told: { isFault: boolean }): AsyncIterable<Uint8Array> {
  const next = async () => {
    try {
      return await data.next();
    } catch (fault) {
      told.isFault = true;
      throw fault;
    }
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** Its reader was told of what failed, if it read so far. */
async function isReadToEnd(data: AsyncGenerator<Uint8Array>): Promise<boolean> {
  try {
    for (let step = await data.next(); !step.done; ) step = await data.next();
    return true;
  } catch {
    return false;
  }
}

function refusalOf({ isEncrypted, method, isSizeBehind }: LocalHead): string | null {
  const rest = isSizeBehind ? "; what follows it in the archive cannot be found" : "";
  if (isEncrypted) return `encrypted: unpack it with its password first${rest}`;
  if (method === 9)
    return `packed with Deflate64, as Windows does with large files: pack it with gzip or 7-Zip${rest}`;
  if (method !== STORED && method !== DEFLATED)
    return `packed in a way (${method}) that is not read: use deflate${rest}`;
  return method === STORED && isSizeBehind ? `stored without its size: pack it with deflate${rest}` : null;
}

async function takeHead(source: ByteSource): Promise<LocalHead | null> {
  const head = await source.take(LOCAL_HEAD);
  if (head === null) return null;
  const fields = viewOf(head);
  const [nameBytes, extraBytes] = [fields.getUint16(26, true), fields.getUint16(28, true)];
  const rest = await source.take(nameBytes + extraBytes);
  if (rest === null) return null;
  const flags = fields.getUint16(6, true);
  return {
    name: new TextDecoder().decode(rest.subarray(0, Math.min(nameBytes, LONGEST_NAME))),
    isEncrypted: (flags & 1) !== 0,
    isSizeBehind: (flags & 8) !== 0,
    method: fields.getUint16(8, true),
    crc: fields.getUint32(14, true),
    packed: packedSize(fields.getUint32(18, true), rest.subarray(nameBytes)),
  };
}

/** In zip64 the sizes stand in an extra field: unpacked, then packed. */
function packedSize(size: number, extra: Uint8Array): number {
  if (size !== 0xffff_ffff) return size;
  const fields = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + fields.getUint16(at + 2, true))
    if (fields.getUint16(at, true) === 1 && at + 20 <= extra.length)
      return Number(fields.getBigUint64(at + 12, true));
  return size;
}

/** Throws where the checksum does not hold. */
async function* dataOf(
  source: ByteSource,
  local: LocalHead,
  total: { unpacked: number },
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let unpacked = 0;
  const from = source.taken;
  for await (const bytes of local.method === STORED ? stored(source, local.packed) : inflateEntry(source)) {
    crc = crc32(bytes, crc);
    unpacked += bytes.length;
    total.unpacked += bytes.length;
    const isBomb = total.unpacked > ALWAYS_FINE && isTooMuch(source.taken, total.unpacked);
    if (isBomb || isTooMuch(source.taken - from, unpacked)) throw new TooMuchToUnpack();
    yield bytes;
  }
  const expected = local.isSizeBehind ? await takeDescriptor(source) : local.crc;
  if (expected !== crc) throw new ChecksumFault();
}

async function* stored(source: ByteSource, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const bytes = await source.some(Math.min(left, 1024 * 1024));
    if (bytes.length === 0) throw new Error("the archive ends inside of a file");
    left -= bytes.length;
    yield bytes;
  }
}

/** The checksum behind the data; its mark is optional, and the sizes are of four bytes or of eight. */
async function takeDescriptor(source: ByteSource): Promise<number> {
  const held = await source.peek(28);
  const fields = viewOf(held);
  const mark = held.length >= 4 && fields.getUint32(0, true) === DESCRIPTOR ? 4 : 0;
  for (const length of [mark + 12, mark + 20]) {
    const isNext = held.length >= length + 4 && [LOCAL, CENTRAL].includes(fields.getUint32(length, true));
    if (!isNext) continue;
    const crc = fields.getUint32(mark, true);
    source.drop(length);
    return crc;
  }
  throw new Error("the archive is damaged behind it");
}

/** The source may use its buffers again. */
async function* copied(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) yield bytes.slice();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
