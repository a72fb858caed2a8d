import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

export class TooMuchToUnpack extends Error {
  override readonly message = "it unpacks to more than a hundred times its size: refused";
}

/** Logs of many empty chunks pack well, but none so well. */
const MAX_RATIO = 100;
const ALWAYS_FINE = 256 * 1024 * 1024;

export function isTooMuch(packed: number, unpacked: number): boolean {
  return unpacked > Math.max(ALWAYS_FINE, packed * MAX_RATIO);
}

/** Throws what zlib throws, and TooMuchToUnpack. */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  async function* counted() {
    for await (const bytes of source) {
      packed += bytes.length;
      // The source may use its buffer again before zlib has read it.
      yield bytes.slice();
    }
  }
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(Readable.from(counted()), unzip, () => {
    // Its error comes out of the loop below.
  });
  for await (const bytes of unzip as AsyncIterable<Uint8Array>) {
    unpacked += bytes.length;
    if (isTooMuch(packed, unpacked)) throw new TooMuchToUnpack();
    yield bytes;
  }
}
