import { crc32 } from "node:zlib";
import { CHUNK_HEAD } from "../layout";

/** The checksums of a chunk, after something in it was written or changed. */
export function sealChunk(chunk: Uint8Array): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const free = view.getUint32(48, true);
  view.setUint32(52, crc32(chunk.subarray(CHUNK_HEAD, free)), true);
  view.setUint32(124, crc32(chunk.subarray(128, CHUNK_HEAD), crc32(chunk.subarray(0, 120))), true);
}
