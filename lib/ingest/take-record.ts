import { AUDIT_IDS } from "./audit-ids";
import type { EventLog } from "./event-log";
import type { LogSink, RawFields } from "./log-reader";
import { normaliseWindows } from "./normalise-windows";
import type { WindowsRecord } from "./windows-record";

export interface Taking<R extends WindowsRecord> {
  readonly log: EventLog;
  readonly sink: LogSink;
  /** Null where raw records are not kept. */
  readonly rawOf: ((record: R) => RawFields) | null;
}

/** Tells a record's event to the sink, or that the host was alive then. */
export function takeRecord<R extends WindowsRecord>(
  record: R,
  { log, sink, rawOf }: Taking<R>,
): "kept" | "skipped" {
  const event = AUDIT_IDS.has(record.eventId) ? normaliseWindows(record) : null;
  if (event === null) {
    log.skip(record);
    return "skipped";
  }
  log.keep(record, event);
  sink.event({ host: record.computer, event, raw: rawOf?.(record) ?? null });
  return "kept";
}
