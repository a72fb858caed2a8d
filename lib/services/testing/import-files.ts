import { crc32 } from "node:zlib";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import { writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { officeDays } from "@/lib/ingest/evtx/testing/office-day";
import type { Context } from "../context";
import { receiveImportChunk } from "../receive-import-chunk";
import { startImport } from "../start-import";

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A Security log of some days on one host. */
export function officeLog(host: string, days = 3, name = `${host}.evtx`): GivenFile {
  return { name, bytes: writeEvtx(officeDays(days).map((event) => ({ ...event, computer: host }))) };
}

/** Starts an import and sends its files whole, as a browser would. */
export async function sendImport(
  ctx: Context,
  files: readonly GivenFile[],
): Promise<{ importId: number; fileIds: readonly number[] }> {
  const started = await startImport(ctx, {
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
  });
  for (const [i, { bytes }] of files.entries()) {
    await sendFile(ctx, started.importId, started.fileIds[i] ?? 0, bytes);
  }
  return started;
}

export async function sendFile(
  ctx: Context,
  importId: number,
  fileId: number,
  bytes: Uint8Array,
  from = 0,
): Promise<void> {
  for (let offset = from; offset < bytes.length; offset += CHUNK_BYTES) {
    const answer = await receiveImportChunk(
      ctx,
      { importId, fileId, offset },
      bytes.subarray(offset, offset + CHUNK_BYTES),
    );
    if (!answer.isTaken) throw new Error(`not taken at ${offset}`);
  }
}

export function checksum(bytes: Uint8Array): number {
  return crc32(bytes);
}
