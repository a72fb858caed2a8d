import { crc32 } from "node:zlib";
import { type Detected, detectLog, ENOUGH_TO_DETECT } from "./detect-log";
import { readEvtx } from "./evtx/read-evtx";
import { gunzip } from "./gunzip";
import { readJson } from "./json/read-json";
import type { LoggedEvent, LogReader, LogSink, ReadOptions } from "./log-reader";
import { openZip } from "./open-zip";
import { type Peeked, peekSource } from "./peek-source";
import { type LogFormat, type LogReport, newTally, type Reject } from "./report";
import { inWholeCharacters } from "./text/in-whole-characters";
import { readWtmp } from "./wtmp";
import { readWtmpdb } from "./wtmpdb";
import { readXml } from "./xml/read-xml";

export interface OpenLogOptions {
  /** For logs whose times bear no zone. */
  readonly utcOffsetMinutes?: number | null;
  /** Every event with its record, field by field. */
  readonly keepRaw?: boolean;
  /** For pairing alone: an EVTX file is read twice as fast without the events that no session is paired from. */
  readonly sessionsOnly?: boolean;
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
  { utcOffsetMinutes = null, keepRaw = false, sessionsOnly = false }: OpenLogOptions = {},
): Promise<OpenLog> {
  return openPacked(source, { utcOffsetMinutes, keepRaw, sessionsOnly }, null);
}

/** What the bytes were packed in; packed twice is refused. */
type Packing = "gzip" | "zip";

async function openPacked(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  packing: Packing | null,
): Promise<OpenLog> {
  const peeked = await peekSource(source, ENOUGH_TO_DETECT);
  const fault = peeked.head.length === 0 ? peeked.fault() : null;
  const detected = fault === null ? detectLog(peeked.head) : ({ kind: "unknown", reason: fault } as const);
  if (packing === null && detected.kind === "gzip") return openPacked(gunzip(peeked.bytes), options, "gzip");
  if (packing === null && detected.kind === "zip") {
    return openZip(peeked.bytes, (entry) => openPacked(entry, options, "zip"));
  }
  if (detected.kind === "gzip" || detected.kind === "zip" || detected.kind === "unknown") {
    await peeked.close();
    const isNested = detected.kind !== "unknown";
    const reason = isNested ? `${detected.kind} inside of ${packing}: unpack it first` : detected.reason;
    return openUnknown(peeked.head.length, packing === "gzip" ? `in gzip: ${reason}` : reason, packing);
  }
  return openDetected(peeked, detected, options, packing);
}

type Readable = Exclude<Detected, { kind: "gzip" | "zip" | "unknown" }>;

function openDetected(
  peeked: Peeked,
  detected: Readable,
  options: ReadOptions,
  packing: Packing | null,
): OpenLog {
  const pending: Pending = { events: [], rejects: [] };
  const sink: LogSink = {
    event: (logged) => pending.events.push(logged),
    reject: (reject) => pending.rejects.push(reject),
  };
  const reader = readerOf(detected, sink, options);
  const format = detected.kind === "json" ? detected.format : detected.kind;
  const isCompressed = packing !== null;
  return {
    format,
    batches: batchesOf(reader, peeked, sink, pending),
    report: () => ({ ...reader.tally, format, isCompressed, notes: [...reader.notes], entries: [] }),
  };
}

function readerOf(detected: Readable, sink: LogSink, options: ReadOptions): LogReader {
  switch (detected.kind) {
    case "evtx":
      return readEvtx(sink, { ...options, crc32 });
    case "wtmp":
      return readWtmp(sink);
    case "wtmpdb":
      return readWtmpdb(sink);
    case "xml": {
      const { encoding } = detected;
      return inWholeCharacters(readXml(sink, { ...options, encoding }), sink, encoding);
    }
    case "json": {
      const { encoding, layout } = detected;
      return inWholeCharacters(readJson(sink, { ...options, encoding, layout }), sink, encoding);
    }
  }
}

interface Pending {
  events: LoggedEvent[];
  rejects: Reject[];
}

async function* batchesOf(
  reader: LogReader,
  peeked: Peeked,
  sink: LogSink,
  pending: Pending,
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

function openUnknown(bytes: number, reason: string, packing: Packing | null): OpenLog {
  const tally = { ...newTally(), bytes, rejectedBytes: bytes, rejected: 1 };
  async function* batches() {
    yield { events: [], rejects: [{ offset: 0, bytes, line: null, reason }] };
  }
  return {
    format: "unknown",
    batches: batches(),
    report: () => ({ ...tally, format: "unknown", isCompressed: packing !== null, notes: [], entries: [] }),
  };
}
