import { gzipSync } from "node:zlib";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { openLog } from "@/lib/ingest/open-log";
import { readOtlp } from "@/lib/ingest/otlp/read-otlp";
import { SAMPLES, type SampleRecord } from "@/lib/ingest/testing/sample-records";
import { eventXml, JSON_DIALECTS, OTEL_SHAPES } from "@/lib/ingest/testing/write-dialects";
import { otlpJson, otlpProtobuf } from "@/lib/ingest/testing/write-otlp";
import { writeZip } from "@/lib/ingest/testing/write-zip";
import type { Figure } from "./figure";

const MEGABYTE = 1_000_000;
const BYTES = 48 * MEGABYTE;
const ROUNDS = 3;
const PIECE = 1024 * 1024;

/** Every dialect but EVTX, from bytes in memory to audit events, on one thread; every second record is of no interest. */
export async function run(): Promise<Figure[]> {
  const records = mixed();
  const xml = repeated(records.map((record) => `${eventXml(record)}\r\n`).join(""));
  const figures = [
    await measure("Event XML", xml),
    await measure("Event XML, UTF-16", Buffer.from(`\ufeff${xml.toString()}`, "utf16le")),
  ];
  for (const [name, write] of Object.entries(JSON_DIALECTS)) {
    const lines = records.map((record) => `${JSON.stringify(write(record))}\n`).join("");
    figures.push(await measure(`JSON of ${name}`, repeated(lines)));
  }
  const indented = JSON.stringify(records.map(JSON_DIALECTS.powershell), null, 4).slice(1, -1);
  figures.push(
    await measure(
      "JSON of powershell, an indented list",
      Buffer.concat([Buffer.from("["), repeated(`${indented},\n`)]),
    ),
  );
  const nxlog = repeated(
    records.map((record) => `${JSON.stringify(JSON_DIALECTS.nxlog(record))}\n`).join(""),
  );
  figures.push(await measure("JSON of nxlog in gzip", gzipSync(nxlog), nxlog.length));
  figures.push(await measure("JSON of nxlog in zip", writeZip([{ name: "a", bytes: nxlog }]), nxlog.length));
  const bodies = Array.from({ length: 100 }, () => records)
    .flat()
    .map(OTEL_SHAPES.list);
  figures.push(measureOtlp("json", otlpJson(bodies)), measureOtlp("protobuf", otlpProtobuf(bodies)));
  return figures;
}

/** A sample, then a record of a process that began, as a Security log has them. */
function mixed(): SampleRecord[] {
  return SAMPLES.flatMap((sample) => {
    const data = SAMPLES[1]?.data ?? [];
    return [
      sample,
      { ...sample, channel: "Security", eventId: 4688, version: 2, data, recordId: sample.recordId + 500 },
    ];
  });
}

function repeated(text: string): Buffer {
  const once = Buffer.from(text);
  return Buffer.concat(Array.from({ length: Math.ceil(BYTES / once.length) }, () => once));
}

async function measure(what: string, bytes: Uint8Array, unpacked = bytes.length): Promise<Figure> {
  const rounds: number[] = [];
  let says = "";
  // The first round warms up.
  for (let n = 0; n <= ROUNDS; n++) {
    const startedAt = performance.now();
    const log = await openLog(pieces(bytes));
    for await (const _ of log.batches);
    const ms = performance.now() - startedAt;
    if (n > 0) rounds.push(ms);
    const { records, kept, rejected } = log.report();
    if (rejected > 1) throw new Error(`${what}: ${rejected} rejects`);
    says = `${count(Math.round((records / ms) * 1000))} records/s; ${count(records)} records, ${count(kept)} kept`;
  }
  return figure(what, unpacked, median(rounds), says);
}

function measureOtlp(kind: "json" | "protobuf", body: Uint8Array): Figure {
  const rounds: number[] = [];
  let kept = 0;
  for (let n = 0; n <= ROUNDS; n++) {
    const startedAt = performance.now();
    kept = 0;
    for (const outcome of readOtlp(body, kind, { utcOffsetMinutes: 0, keepRaw: false }))
      if (outcome.kind === "event") kept++;
    if (n > 0) rounds.push(performance.now() - startedAt);
  }
  return figure(`OTLP, ${kind}, one request`, body.length, median(rounds), `${count(kept)} kept`);
}

function figure(what: string, bytes: number, ms: number, more: string): Figure {
  const megabytesPerSecond = Math.round(bytes / MEGABYTE / (ms / 1000));
  const says = `${count(megabytesPerSecond)} MB/s, ${took(ms)} for ${Math.round(bytes / MEGABYTE)} MB; ${more}`;
  return { what: `Reading ${what}`, says, values: { megabytesPerSecond, ms } };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
