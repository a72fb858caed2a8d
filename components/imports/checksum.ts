const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32, going on from that of what came before. Browsers give no hash that can go on, and none at all on plain http. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = (TABLE[(c ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (c >>> 8);
  return ~c >>> 0;
}

/** Of the beginning of a file, a piece at a time. */
export async function checksumOfStart(file: Blob, bytes: number): Promise<number> {
  const PIECE = 8 * 1024 * 1024;
  let sum = 0;
  for (let at = 0; at < bytes; at += PIECE) {
    const piece = file.slice(at, Math.min(bytes, at + PIECE));
    sum = crc32(new Uint8Array(await piece.arrayBuffer()), sum);
  }
  return sum;
}
