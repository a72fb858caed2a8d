import { readJsonRecord, readJsonValue } from "@/lib/ingest/json/read-json-record";
import type { RecordOutcome } from "@/lib/ingest/record-outcome";
import { MAX_LINE_BYTES } from "./line-splitter";

/** Shippers' times bear their zone; the raw record is kept as evidence. */
export const READ_OPTIONS = { utcOffsetMinutes: null, keepRaw: true } as const;

const TOO_LONG: RecordOutcome = {
  kind: "reject",
  reason: `the record is longer than ${MAX_LINE_BYTES} bytes`,
};
const NOT_JSON: RecordOutcome = { kind: "reject", reason: "the line is not JSON" };

/** One document of a `_bulk` request. */
export function readDocument(bytes: Buffer | null): RecordOutcome {
  if (bytes === null) return TOO_LONG;
  const value = parse(bytes);
  return value === undefined ? NOT_JSON : readJsonRecord(value, READ_OPTIONS);
}

/** One line, which may hold many records: a list, a request of OTLP. */
export function readLine(bytes: Buffer | null): Iterable<RecordOutcome> {
  if (bytes === null) return [TOO_LONG];
  const value = parse(bytes);
  return value === undefined ? [NOT_JSON] : readJsonValue(value, READ_OPTIONS);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
