import { AUDIT_IDS, auditLogOf } from "./audit-ids";
import { EventLog } from "./event-log";
import { fromIso, fromLocal } from "./instant";
import { LineReader, type LineVerdict } from "./line-reader";
import type { LogReader, LogSink } from "./log-reader";
import { normaliseWindows } from "./normalise-windows";
import type { WindowsRecord } from "./windows-record";

export interface NxlogOptions {
  /** How far the hosts' clocks stood ahead of UTC; null: as each record lets it be seen, else 0. */
  readonly utcOffsetMinutes: number | null;
}

/**
 * NXLog's JSON of im_msvistalog, one object a line: flat keys, Windows' own field names beside NXLog's. EventTime is
 * the host's local time to the second and bears no zone. Described in NXLog's user guide, "im_msvistalog: fields".
 */
export function readNxlog(sink: LogSink, options: NxlogOptions): LogReader {
  const log = new EventLog(sink.event);
  const notes: string[] = [];
  const read = (text: string): LineVerdict => {
    const record = parseNxlogRecord(text, options);
    if (record.kind === "reject") return record;
    if (record.isZoneAssumed && notes.length === 0)
      notes.push("EventTime bears no zone: taken as UTC (--utc-offset tells another one)");
    const isWanted = AUDIT_IDS.has(record.eventId);
    const event = isWanted ? normaliseWindows(record) : null;
    if (event === null) {
      log.skip(record);
      return "skipped";
    }
    log.keep(record, event);
    sink.event({ host: record.computer ?? "", event });
    return "kept";
  };
  const lines = new LineReader(read, sink.reject);
  return {
    tally: lines.tally,
    notes,
    push: (bytes) => lines.push(bytes),
    finish: () => {
      lines.finish();
      log.finish();
    },
  };
}

export interface NxlogRecord extends WindowsRecord {
  readonly kind: "record";
  readonly isZoneAssumed: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export function parseNxlogRecord(
  line: string,
  options: NxlogOptions,
): NxlogRecord | { readonly kind: "reject"; readonly reason: string } {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return { kind: "reject", reason: "the line is not JSON" };
  }
  return isFields(fields)
    ? nxlogRecord(fields, options)
    : { kind: "reject", reason: "the line is no object" };
}

export function nxlogRecord(
  fields: Fields,
  options: NxlogOptions,
): NxlogRecord | { readonly kind: "reject"; readonly reason: string } {
  const channel = written(fields.Channel);
  const eventId = number(fields.EventID);
  const recordId = number(fields.RecordNumber);
  const time = timeOf(fields, options.utcOffsetMinutes);
  if (channel === null) return { kind: "reject", reason: "Channel is missing" };
  if (eventId === null) return { kind: "reject", reason: "EventID is no number" };
  if (recordId === null) return { kind: "reject", reason: "RecordNumber is no number" };
  if (time === null) return { kind: "reject", reason: "EventTime is no time" };
  const provider = written(fields.SourceName);
  const isManager = auditLogOf(channel, provider, eventId) === "LocalSessionManager";
  const own = isManager ? managerFields(written(fields.Message) ?? "") : null;
  return {
    kind: "record",
    channel,
    provider,
    computer: written(fields.Hostname),
    eventId,
    recordId,
    ...time,
    text: (name) => own?.[name] ?? written(fields[name]),
  };
}

/** LocalSessionManager's own fields stand in the message alone. */
function managerFields(message: string): Readonly<Record<string, string | undefined>> {
  return {
    User: /^User:\s*([^\r\n]*)/m.exec(message)?.[1],
    SessionID: /^Session ID:\s*(\d+)/m.exec(message)?.[1] ?? /^Session (\d+) has been/m.exec(message)?.[1],
    Address: /^Source Network Address:\s*(\S+)/m.exec(message)?.[1],
    Reason: /reason code (\d+)/.exec(message)?.[1],
  };
}

function timeOf(fields: Fields, given: number | null): { at: number; isZoneAssumed: boolean } | null {
  const told = written(fields.EventTime) ?? written(fields.TimeCreated);
  if (told === null) return null;
  const exact = /(Z|[+-]\d\d:\d\d)$/.test(told) ? fromIso(told) : null;
  if (exact !== null) return { at: exact, isZoneAssumed: false };
  const offset = given ?? collectorOffset(fields);
  const at = fromLocal(told, offset ?? 0);
  return at === null ? null : { at, isZoneAssumed: offset === null };
}

/** The collector's clock, in its zone and in UTC; hosts and collector are taken to stand in one zone. */
function collectorOffset(fields: Fields): number | null {
  const local = fromLocal(written(fields.EventReceivedTime) ?? "", 0);
  const utc = fromIso(written(fields["@timestamp"]) ?? "");
  if (local === null || utc === null) return null;
  const minutes = Math.round((local - utc) / 900_000) * 15;
  return Math.abs(minutes) <= 14 * 60 && Math.abs(local - utc - minutes * 60_000) < 120_000 ? minutes : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function written(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: unknown): number | null {
  const text = written(value)?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
