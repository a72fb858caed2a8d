import { isUtf8 } from "node:buffer";
import { readJsonRecord, readJsonValue } from "@/lib/ingest/json/read-json-record";
import type { RecordOutcome } from "@/lib/ingest/record-outcome";
import type { SentBody, ShippedEvent } from "@/lib/services/keep-shipped";
import { MAX_LINE_BYTES } from "./line-splitter";

/** Shippers' times bear their zone; the raw record is kept as evidence. */
export const READ_OPTIONS = { utcOffsetMinutes: null, keepRaw: true } as const;

const WITHOUT_RAW = { ...READ_OPTIONS, keepRaw: false } as const;

/** As a reader's, and an event may bear the line that it came on, in place of its fields. */
export type DoorOutcome = RecordOutcome | ({ readonly kind: "event" } & ShippedEvent);

const TOO_LONG: RecordOutcome = {
  kind: "reject",
  reason: `the record is longer than ${MAX_LINE_BYTES} bytes`,
};
const NOT_JSON: RecordOutcome = { kind: "reject", reason: "the line is not JSON" };

/** One document of a `_bulk` request, on the line that `number` counts from 0. */
export function readDocument(bytes: Buffer | null, number: number, body: SentBody): DoorOutcome {
  if (bytes === null) return TOO_LONG;
  const value = parse(bytes);
  if (value === undefined) return NOT_JSON;
  if (!isKeptAsItIs(bytes)) return readJsonRecord(value, READ_OPTIONS);
  const outcome = readJsonRecord(value, WITHOUT_RAW);
  if (outcome.kind !== "event") return outcome;
  // XML inside of JSON is kept by its own fields.
  if (outcome.dialect === "xml") return readJsonRecord(value, READ_OPTIONS);
  const { host, event, raw } = outcome;
  return { kind: "event", host, event, raw, line: { bytes, number, body } };
}

/** Nobody nests deeper in so few bytes than the database can follow. */
const LONGEST_KEPT = 8 * 1024;

/** Lines that the database takes for JSON as they are: no NUL, no half of a character, one object, not too long. */
function isKeptAsItIs(bytes: Buffer): boolean {
  return bytes.length <= LONGEST_KEPT && !holdsUnstorable(bytes) && isUtf8(bytes);
}

function holdsUnstorable(bytes: Buffer): boolean {
  // Nearly no line has any, and one look is faster than three.
  if (!bytes.includes("\\u")) return false;
  return bytes.includes("\\u0000") || bytes.includes("\\ud") || bytes.includes("\\uD");
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
