import { expect } from "vitest";
import type { LoggedEvent } from "../log-reader";
import { type OpenLogOptions, openLog } from "../open-log";
import type { Reject } from "../report";

/** One buffer for all pieces, as a file is read. */
export async function* pieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
    buffer.fill(0xee);
  }
}

/** All that a log tells; every byte accounted for. */
export async function readLog(
  source: Uint8Array | string | AsyncIterable<Uint8Array>,
  { pieceBytes = 100_000, ...options }: OpenLogOptions & { pieceBytes?: number } = {},
) {
  const bytes = typeof source === "string" ? Buffer.from(source) : source;
  const log = await openLog(bytes instanceof Uint8Array ? pieces(bytes, pieceBytes) : bytes, options);
  const events: LoggedEvent[] = [];
  const rejects: Reject[] = [];
  for await (const batch of log.batches) {
    events.push(...batch.events);
    rejects.push(...batch.rejects);
  }
  const report = log.report();
  const { recordBytes, structureBytes, freeBytes, rejectedBytes } = report;
  expect(recordBytes + structureBytes + freeBytes + rejectedBytes).toBe(report.bytes);
  expect(report.kept + report.skipped).toBe(report.records);
  expect(rejects).toHaveLength(report.rejected);
  return { events, rejects, report };
}
