import { fromWritten } from "../instant";
import { whatIsMissing } from "../what-is-missing";
import type { WindowsRecord } from "../windows-record";
import { Malformed, type ParsedEvent, parseEvent } from "./parse-event";

/** A record out of the text of one `<Event>`. Throws a Malformed. */
export function xmlRecord(text: string): WindowsRecord {
  return recordOf(parseEvent(text));
}

function recordOf(event: ParsedEvent): WindowsRecord {
  const { system, data } = event;
  const channel = textOf(system, "Channel");
  if (channel === null) throw new Malformed("Channel is missing");
  const eventId = numberOf(system, "EventID", 65_535);
  const text = (name: string) => data.get(name) ?? null;
  const missing = whatIsMissing({ channel, eventId, text });
  if (missing !== null) throw new Malformed(missing);
  return {
    channel,
    provider: textOf(system, "Provider.Name") ?? textOf(system, "Provider.EventSourceName"),
    computer: textOf(system, "Computer"),
    eventId,
    recordId: numberOf(system, "EventRecordID", Number.MAX_SAFE_INTEGER),
    at: timeOf(system),
    text,
    *fields() {
      yield* system;
      yield* data;
    },
  };
}

function textOf(values: ReadonlyMap<string, string>, name: string): string | null {
  return values.get(name)?.trim() || null;
}

function numberOf(system: ReadonlyMap<string, string>, name: string, most: number): number {
  const written = textOf(system, name);
  if (written === null) throw new Malformed(`${name} is missing`);
  const value = /^\d{1,16}$/.test(written) ? Number(written) : Number.NaN;
  if (!(value <= most)) throw new Malformed(`${name} is no number that it can have`);
  return value;
}

function timeOf(system: ReadonlyMap<string, string>): number {
  const written = textOf(system, "TimeCreated.SystemTime");
  if (written === null) throw new Malformed("TimeCreated is missing");
  const time = fromWritten(written);
  if (time === null) throw new Malformed("TimeCreated is no time");
  return time.at;
}

/**
 * Enough of a record to count it, where its event id is of no interest; null where the text does not stand as Windows
 * writes it, and a parser has to tell.
 */
export function glancedRecord(text: string, wanted: ReadonlySet<number>): WindowsRecord | null {
  const end = text.indexOf("</System>");
  const eventId = Number(between(text, "<EventID", end) ?? "x");
  if (Number.isNaN(eventId) || wanted.has(eventId)) return null;
  const recordId = Number(between(text, "<EventRecordID", end) ?? "x");
  const channel = between(text, "<Channel", end);
  const computer = between(text, "<Computer", end);
  const at = glancedTime(text, end);
  if (!Number.isSafeInteger(recordId) || !Number.isInteger(eventId) || at === null) return null;
  if (!channel || !computer || channel.includes("&") || computer.includes("&")) return null;
  return { channel, provider: null, computer, eventId, recordId, at, text: () => null, fields: () => [] };
}

/** The text of an element; its start tag may have attributes. */
function between(text: string, tag: string, end: number): string | null {
  const start = text.indexOf(tag);
  if (start < 0 || start > end) return null;
  const from = text.indexOf(">", start) + 1;
  const until = text.indexOf("<", from);
  return from <= 0 || until > end || until <= from ? null : text.slice(from, until);
}

function glancedTime(text: string, end: number): number | null {
  const start = text.indexOf("SystemTime=");
  if (start < 0 || start > end) return null;
  const from = start + 12;
  const until = text.indexOf(text[from - 1] ?? '"', from);
  return until < 0 || until > end ? null : (fromWritten(text.slice(from, until))?.at ?? null);
}
