import { isUtf8 } from "node:buffer";
import { readJsonRecord, readJsonValue } from "@/lib/ingest/json/read-json-record";
import type { RecordOutcome } from "@/lib/ingest/record-outcome";
import type { SentBody, SentLine, ShippedEvent } from "@/lib/services/keep-shipped";
import { type Line, MAX_LINE_BYTES } from "./line-splitter";

/** Shippers' times bear their zone; the raw record is kept as evidence. */
export const READ_OPTIONS = { utcOffsetMinutes: null, keepRaw: true } as const;

const WITHOUT_RAW = { ...READ_OPTIONS, keepRaw: false } as const;

/** As a reader's, and an event may bear the line that it came on, in place of its fields. */
export type DoorOutcome = RecordOutcome | ({ readonly kind: "event" } & ShippedEvent);

const TOO_LONG = `the record is longer than ${MAX_LINE_BYTES} bytes`;
const NOT_JSON = "the line is not JSON";

/** One document of a `_bulk` request; the body's lines are counted from 0. */
export function readDocument(line: Line, body: SentBody): DoorOutcome {
  const parsed = parseLine(line);
  if (typeof parsed === "string") return { kind: "reject", reason: parsed };
  const { value } = parsed;
  if (!isKeptAsItIs(line)) return readJsonRecord(value, READ_OPTIONS);
  const outcome = readJsonRecord(value, WITHOUT_RAW);
  if (outcome.kind !== "event") return outcome;
  // XML inside of JSON is kept by its own fields.
  if (outcome.dialect === "xml") return readJsonRecord(value, READ_OPTIONS);
  const { host, event, raw } = outcome;
  return { kind: "event", host, event, raw, line: new LineOfBody(line, body) };
}

/** A view of its bytes is made for those few that are kept by themselves. */
class LineOfBody implements SentLine {
  readonly number: number;
  readonly body: SentBody;
  readonly #piece: Buffer;
  readonly #from: number;
  readonly #length: number;

  constructor({ number, piece, from, length }: Line, body: SentBody) {
    this.number = number - 1;
    this.body = body;
    this.#piece = piece;
    this.#from = from;
    this.#length = length;
  }

  get bytes(): Buffer {
    return this.#piece.subarray(this.#from, this.#from + this.#length);
  }
}

/** Nobody nests deeper in so few bytes than the database can follow. */
const LONGEST_KEPT = 8 * 1024;

/** Lines that the database takes for JSON as they are: no NUL, no half of a character, one object, not too long. */
function isKeptAsItIs(line: Line): boolean {
  if (line.length > LONGEST_KEPT) return false;
  if (line.plain !== null) return true;
  const { bytes } = line;
  return bytes !== null && !holdsUnstorable(bytes) && isUtf8(bytes);
}

function holdsUnstorable(bytes: Buffer): boolean {
  // Nearly no line has any, and one look is faster than three.
  if (!bytes.includes("\\u")) return false;
  return bytes.includes("\\u0000") || bytes.includes("\\ud") || bytes.includes("\\uD");
}

/** One line, which may hold many records: a list, a request of OTLP. */
export function readLine(line: Line): Iterable<RecordOutcome> {
  const parsed = parseLine(line);
  if (typeof parsed === "string") return [{ kind: "reject", reason: parsed }];
  return readJsonValue(parsed.value, READ_OPTIONS);
}

/** Its value, or in words why it has none. */
function parseLine(line: Line): { readonly value: unknown } | string {
  if (line.isTooLong) return TOO_LONG;
  try {
    const text = line.plain ?? line.piece.toString("utf8", line.from, line.from + line.length);
    return { value: JSON.parse(text) };
  } catch {
    return NOT_JSON;
  }
}
