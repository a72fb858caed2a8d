import { crc32, deflateRawSync } from "node:zlib";

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly method?: "stored" | "deflate" | number;
  /** The sizes and the checksum follow the data. */
  readonly isSizeBehind?: boolean;
  readonly isZip64?: boolean;
  readonly flags?: number;
  readonly crc?: number;
  /** In place of the bytes, packed already. */
  readonly packed?: Buffer;
}

/** An archive with local headers, data and a directory. */
export function writeZip(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const local = localPart(file);
    directory.push(directoryEntry(file, at));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

function packed({ bytes, method = "deflate", packed: given }: ZippedFile): Buffer {
  if (given) return given;
  return method === "deflate" ? deflateRawSync(bytes) : Buffer.from(bytes);
}

function methodOf({ method = "deflate" }: ZippedFile): number {
  return method === "deflate" ? 8 : method === "stored" ? 0 : method;
}

function localPart(file: ZippedFile): Buffer {
  const { isSizeBehind = false, isZip64 = false } = file;
  const data = packed(file);
  const name = Buffer.from(file.name);
  const crc = file.crc ?? crc32(file.bytes);
  const extra = isZip64 ? Buffer.alloc(20) : Buffer.alloc(0);
  if (isZip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(file.bytes.length), 4);
    extra.writeBigUInt64LE(BigInt(data.length), 12);
  }
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE((file.flags ?? 0) | (isSizeBehind ? 8 : 0), 6);
  head.writeUInt16LE(methodOf(file), 8);
  head.writeUInt32LE(isSizeBehind ? 0 : crc, 14);
  head.writeUInt32LE(isSizeBehind ? 0 : isZip64 ? 0xffff_ffff : data.length, 18);
  head.writeUInt32LE(isSizeBehind ? 0 : isZip64 ? 0xffff_ffff : file.bytes.length, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  const descriptor = isSizeBehind ? Buffer.alloc(isZip64 ? 24 : 16) : Buffer.alloc(0);
  if (isSizeBehind) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crc, 4);
    descriptor.writeUInt32LE(data.length, 8);
    descriptor.writeUInt32LE(file.bytes.length, isZip64 ? 16 : 12);
  }
  return Buffer.concat([head, name, extra, data, descriptor]);
}

function directoryEntry(file: ZippedFile, at: number): Buffer {
  const name = Buffer.from(file.name);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(methodOf(file), 10);
  head.writeUInt32LE(crc32(file.bytes), 16);
  head.writeUInt32LE(packed(file).length, 20);
  head.writeUInt32LE(file.bytes.length, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(at, 42);
  return Buffer.concat([head, name]);
}
