import { EventLog } from "../event-log";
import type { LogReader, LogSink, ReadOptions } from "../log-reader";
import { rawFields } from "../raw-fields";
import { takeRecord } from "../take-record";
import type { Encoding } from "../text/encoding";
import type { TextVerdict } from "../text/ledger";
import { LineReader } from "../text/line-reader";
import type { WindowsRecord } from "../windows-record";
import { Malformed } from "../xml/parse-event";
import { xmlRecord } from "../xml/xml-record";
import { type FoundRecord, findRecord, findRecords } from "./find-records";
import type { JsonRecord } from "./json-record";
import { ValueSplitter } from "./value-splitter";

/** How records stand in a file: one a line, or as objects anywhere behind an offset. */
export type JsonLayout =
  | { readonly kind: "lines"; readonly longest?: number }
  | { readonly kind: "values"; readonly from: number };

export interface JsonOptions extends ReadOptions {
  readonly encoding: Encoding;
  readonly layout: JsonLayout;
}

const NO_ZONE = "the times bear no zone: taken as UTC (--utc-offset tells another one)";

/** Records of any JSON dialect out of a file; the dialect is each record's own. */
export function readJson(sink: LogSink, options: JsonOptions): LogReader {
  const { utcOffsetMinutes, keepRaw, encoding, layout } = options;
  const log = new EventLog(sink.event);
  const assumed = { zone: 0, place: 0 };
  const taking = { log, sink, rawOf: keepRaw ? (record: JsonRecord) => record.raw() : null };
  const takingXml = {
    log,
    sink,
    rawOf: keepRaw ? (record: WindowsRecord) => rawFields(record.fields()) : null,
  };

  const take = (found: FoundRecord): "kept" | "skipped" | { readonly reason: string } => {
    if (found.kind === "reject") return found;
    if (found.kind === "xml") return takeXml(found.text);
    if (found.isZoneAssumed) assumed.zone++;
    if (found.isPlaceAssumed) assumed.place++;
    return takeRecord(found, taking);
  };
  const takeXml = (text: string) => {
    try {
      return takeRecord(xmlRecord(text.trim()), takingXml);
    } catch (thrown) {
      if (thrown instanceof Malformed) return { reason: thrown.message };
      throw thrown;
    }
  };
  const read = (text: string): TextVerdict => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { reason: layout.kind === "lines" ? "the line is not JSON" : "the record is not JSON" };
    }
    if (!holdsMany(value)) return take(findRecord(value, utcOffsetMinutes));
    const many = { kept: 0, skipped: 0, reasons: [] as string[] };
    findRecords(value, utcOffsetMinutes, (found) => {
      const verdict = take(found);
      if (typeof verdict === "string") many[verdict]++;
      else many.reasons.push(verdict.reason);
    });
    return many;
  };

  const records =
    layout.kind === "lines"
      ? new LineReader(read, sink.reject, { encoding, ...layout })
      : new ValueSplitter(read, sink.reject, { encoding, from: layout.from });
  return {
    tally: records.ledger.tally,
    get notes() {
      const notes = assumed.zone > 0 ? [NO_ZONE] : [];
      if (assumed.place > 0)
        notes.push(`${assumed.place} records bear no record id: they are put in order by their time`);
      return notes;
    },
    push: (bytes) => records.push(bytes),
    finish: () => {
      records.finish();
      log.finish();
    },
  };
}

function holdsMany(value: unknown): boolean {
  return (
    Array.isArray(value) ||
    (typeof value === "object" &&
      value !== null &&
      ("resourceLogs" in value || "hits" in value || "value" in value))
  );
}
