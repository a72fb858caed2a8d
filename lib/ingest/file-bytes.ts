import type { FileHandle } from "node:fs/promises";

const PIECE = 1024 * 1024;

/** A file's bytes in pieces; a piece is good until the next one is asked for. While one is looked at, the next is read. */
export async function* fileBytes(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffers = [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const;
  let next = handle.read(buffers[0], 0, PIECE);
  try {
    for (let turn = 0; ; turn ^= 1) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = handle.read(buffers[turn === 0 ? 1 : 0], 0, PIECE);
      yield buffers[turn === 0 ? 0 : 1].subarray(0, bytesRead);
    }
  } finally {
    await next.catch(() => {});
  }
}
