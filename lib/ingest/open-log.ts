import { crc32 } from "node:zlib";
import { detectLog, ENOUGH_TO_DETECT } from "./detect-log";
import { readEvtx } from "./evtx/read-evtx";
import { gunzip } from "./gunzip";
import type { LoggedEvent, LogReader, LogSink } from "./log-reader";
import { readNxlog } from "./nxlog";
import { type LogFormat, type LogReport, newTally, type Reject } from "./report";
import { readWtmp } from "./wtmp";

export interface OpenLogOptions {
  /** For logs whose times bear no zone. */
  readonly utcOffsetMinutes?: number | null;
}

export interface LogBatch {
  readonly events: readonly LoggedEvent[];
  readonly rejects: readonly Reject[];
}

export interface OpenLog {
  readonly format: LogFormat;
  /** To be read once. */
  readonly batches: AsyncIterable<LogBatch>;
  /** Whole when the batches were read. */
  report(): LogReport;
}

/** A log of any kind that Curfew reads, found out by its content; any other is one reject in words. */
export async function openLog(
  source: AsyncIterable<Uint8Array>,
  options: OpenLogOptions = {},
): Promise<OpenLog> {
  return openPeeked(await peek(source), options, false);
}

async function openPeeked(peeked: Peeked, options: OpenLogOptions, isCompressed: boolean): Promise<OpenLog> {
  const fault = peeked.head.length === 0 ? peeked.fault() : null;
  const detected = fault === null ? detectLog(peeked.head) : ({ kind: "unknown", reason: fault } as const);
  if (detected.kind === "gzip" && !isCompressed) {
    return openPeeked(await peek(gunzip(peeked.bytes)), options, true);
  }
  if (detected.kind === "gzip" || detected.kind === "unknown") {
    await peeked.close();
    const reason = detected.kind === "gzip" ? "gzip inside of gzip: unpack it first" : detected.reason;
    return openUnknown(peeked.head.length, isCompressed ? `in gzip: ${reason}` : reason, isCompressed);
  }
  const pending: { events: LoggedEvent[]; rejects: Reject[] } = { events: [], rejects: [] };
  const sink: LogSink = {
    event: (logged) => pending.events.push(logged),
    reject: (reject) => pending.rejects.push(reject),
  };
  const reader = READERS[detected.kind](sink, options);
  return {
    format: detected.kind,
    batches: batchesOf(reader, peeked, sink, pending),
    report: () => ({ ...reader.tally, format: detected.kind, isCompressed, notes: [...reader.notes] }),
  };
}

const READERS: Record<
  Exclude<LogFormat, "unknown">,
  (sink: LogSink, options: OpenLogOptions) => LogReader
> = {
  evtx: (sink) => readEvtx(sink, { crc32 }),
  nxlog: (sink, { utcOffsetMinutes = null }) => readNxlog(sink, { utcOffsetMinutes }),
  wtmp: (sink) => readWtmp(sink),
};

async function* batchesOf(
  reader: LogReader,
  peeked: Peeked,
  sink: LogSink,
  pending: { events: LoggedEvent[]; rejects: Reject[] },
): AsyncGenerator<LogBatch> {
  const flush = (): LogBatch => {
    const batch = { ...pending };
    pending.events = [];
    pending.rejects = [];
    return batch;
  };
  const isFilled = () => pending.events.length + pending.rejects.length > 0;
  for await (const piece of peeked.bytes) {
    reader.push(piece);
    if (isFilled()) yield flush();
  }
  reader.finish();
  const reason = peeked.fault();
  if (reason !== null) {
    reader.tally.rejected++;
    sink.reject({ offset: reader.tally.bytes, bytes: 0, line: null, reason });
  }
  if (isFilled()) yield flush();
}

function openUnknown(bytes: number, reason: string, isCompressed: boolean): OpenLog {
  const tally = { ...newTally(), bytes, rejectedBytes: bytes, rejected: 1 };
  async function* batches() {
    yield { events: [], rejects: [{ offset: 0, bytes, line: null, reason }] };
  }
  return {
    format: "unknown",
    batches: batches(),
    report: () => ({ ...tally, format: "unknown", isCompressed, notes: [] }),
  };
}

interface Peeked {
  readonly head: Uint8Array;
  /** From the beginning, the head included; ends where the source fails. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Why the source failed. */
  fault(): string | null;
  close(): Promise<void>;
}

async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  let fault: string | null = null;
  const next = async (): Promise<Uint8Array | null> => {
    if (fault !== null) return null;
    try {
      const { done, value } = await iterator.next();
      return done ? null : value;
    } catch (error) {
      fault = `it cannot be read any further: ${error instanceof Error ? error.message : error}`;
      return null;
    }
  };
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < ENOUGH_TO_DETECT) {
    const piece = await next();
    if (!piece) break;
    head = joined(head, piece);
  }
  async function* bytes() {
    try {
      yield head;
      for (let piece = await next(); piece; piece = await next()) yield piece;
    } finally {
      await iterator.return?.();
    }
  }
  const close = async () => {
    await iterator.return?.();
  };
  return { head, bytes: bytes(), fault: () => fault, close };
}

/** A copy: the source may use its buffer again. */
function joined(head: Uint8Array, piece: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + piece.length);
  both.set(head);
  both.set(piece, head.length);
  return both;
}
