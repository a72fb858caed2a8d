import { crc32, createDeflateRaw } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Sizes follow the bytes, so that nothing has to be known before it is written. */
const SIZES_FOLLOW = 0x0008;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1 January 1980: the time of writing is nobody's business. */
const NO_TIME = 0x0021_0000;

/** A zip archive, written while its entries are read. Each entry stays below 4 GB. */
export async function* zipFile(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const head = localHead(name);
    yield head;
    const sum = { crc: 0, size: 0, packed: 0 };
    for await (const piece of deflated(entry.bytes, sum)) yield piece;
    const tail = descriptor(sum);
    yield tail;
    directory.push(directoryEntry(name, sum, offset));
    offset += head.length + sum.packed + tail.length;
  }
  const all = Buffer.concat(directory);
  yield all;
  yield endOfDirectory(directory.length, all.length, offset);
}

interface Sum {
  crc: number;
  size: number;
  packed: number;
}

async function* deflated(bytes: AsyncIterable<Uint8Array>, sum: Sum): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw({ level: 6 });
  const fed = (async () => {
    for await (const piece of bytes) {
      sum.crc = crc32(piece, sum.crc);
      sum.size += piece.length;
      if (!deflate.write(piece)) await new Promise((resolve) => deflate.once("drain", resolve));
    }
    deflate.end();
  })().catch((error: unknown) => deflate.destroy(error instanceof Error ? error : new Error(String(error))));
  for await (const piece of deflate as AsyncIterable<Buffer>) {
    sum.packed += piece.length;
    yield piece;
  }
  await fed;
}

function localHead(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(SIZES_FOLLOW | UTF8_NAMES, 6);
  head.writeUInt16LE(DEFLATE, 8);
  head.writeUInt32LE(NO_TIME, 10);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, size, packed }: Sum): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(0x0807_4b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeUInt32LE(packed, 8);
  tail.writeUInt32LE(size, 12);
  return tail;
}

function directoryEntry(name: Buffer, { crc, size, packed }: Sum, offset: number): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x0201_4b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(SIZES_FOLLOW | UTF8_NAMES, 8);
  entry.writeUInt16LE(DEFLATE, 10);
  entry.writeUInt32LE(NO_TIME, 12);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
