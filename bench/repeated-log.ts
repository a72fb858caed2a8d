import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { CHUNK_BYTES, FILE_HEAD, isChunk, recordAt } from "@/lib/ingest/evtx/layout";
import { writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { officeDays } from "@/lib/ingest/evtx/testing/office-day";
import { sealChunk } from "@/lib/ingest/evtx/testing/seal-chunk";
import { VALUE } from "@/lib/ingest/evtx/value";

const TICKS_PER_MS = 10_000n;

/** How each copy of a log differs from the one before it. */
export interface CopyShift {
  /** Added to the record ids. */
  readonly records: number;
  /** Added to the times. */
  readonly ms: number;
}

const WIDE: CopyShift = { records: 100_000, ms: 400 * 86_400_000 };

/** A real Security log where the corpus is present, else a written one. */
export function sourceLog(): { readonly bytes: Uint8Array; readonly what: string } {
  const corpus = path.join(process.env.CURFEW_CORPUS ?? "../shared/corpus", "win7-security/security.evtx");
  if (existsSync(corpus))
    return {
      bytes: new Uint8Array(readFileSync(corpus)),
      what: "chunks of a Windows 7 Security log, repeated",
    };
  return { bytes: writeEvtx(officeDays(1500)), what: "chunks of a written Security log, repeated" };
}

/** The chunks in use again and again, each copy under record ids of its own and so much later. */
export async function writeRepeated(
  source: Uint8Array,
  file: string,
  bytes: number,
  shift: CopyShift = WIDE,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for (let at = FILE_HEAD; at + CHUNK_BYTES <= source.length; at += CHUNK_BYTES) {
    const chunk = source.subarray(at, at + CHUNK_BYTES);
    if (isChunk(new DataView(chunk.buffer, chunk.byteOffset), 0)) chunks.push(chunk);
  }
  const handle = await open(file, "w");
  try {
    await handle.write(source.subarray(0, FILE_HEAD));
    for (let copy = 0n, written = 0; written < bytes; copy++) {
      for (const chunk of chunks) {
        const moved = Uint8Array.from(chunk);
        moveChunk(moved, copy * BigInt(shift.records), copy * BigInt(shift.ms) * TICKS_PER_MS);
        written += (await handle.write(moved)).bytesWritten;
      }
    }
  } finally {
    await handle.close();
  }
}

/** Record id and time stand in the head of a record and among the values of its template. */
function moveChunk(chunk: Uint8Array, ids: bigint, ticks: bigint): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const free = view.getUint32(48, true);
  const add = (at: number, more: bigint) => view.setBigUint64(at, view.getBigUint64(at, true) + more, true);
  for (let at = 512; at < free; at += recordAt(view, at, chunk.length) || chunk.length) {
    add(at + 8, ids);
    add(at + 16, ticks);
    let values = at + 28;
    const definition = view.getUint32(values + 6, true);
    values += 10;
    if (definition === values) values += 24 + view.getUint32(definition + 20, true);
    const many = view.getUint32(values, true);
    let value = values + 4 + many * 4;
    for (let i = 0; i < many; i++) {
      const type = view.getUint8(values + 4 + i * 4 + 2);
      if (type === VALUE.FileTime) add(value, ticks);
      if (type === VALUE.UInt64) add(value, ids);
      value += view.getUint16(values + 4 + i * 4, true);
    }
  }
  sealChunk(chunk);
}
