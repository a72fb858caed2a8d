import { once } from "node:events";
import { createInflateRaw, type InflateRaw } from "node:zlib";
import type { ByteSource } from "./byte-source";

/** So little goes in at once that what comes out, a thousand times as much at most, can be held. */
const STEP = 16 * 1024;

/** Deflated bytes up to their own end; what follows stays in the source. Throws what zlib throws. */
export async function* inflateEntry(source: ByteSource): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  let out: Uint8Array[] = [];
  let isDone = false;
  inflate.on("data", (piece: Uint8Array) => out.push(piece));
  inflate.on("end", () => {
    isDone = true;
  });
  const failure = new Promise<Error>((resolve) => inflate.on("error", resolve));
  let taken = 0;
  try {
    while (!isDone) {
      const held = await source.peek(1);
      const piece = held.subarray(0, STEP);
      if (piece.length === 0) throw new Error("the archive ends inside of a file");
      const failed = await Promise.race([write(inflate, piece.slice()), failure]);
      if (failed instanceof Error) throw failed;
      // What comes behind the end of the deflated bytes was not looked at.
      const used = inflate.bytesWritten - taken;
      taken = inflate.bytesWritten;
      source.drop(used);
      if (used < piece.length && !isDone) await once(inflate, "end");
      const pieces = out;
      out = [];
      yield* pieces;
    }
  } finally {
    inflate.destroy();
  }
}

function write(inflate: InflateRaw, piece: Uint8Array): Promise<null> {
  return new Promise((resolve) => inflate.write(piece, () => resolve(null)));
}
