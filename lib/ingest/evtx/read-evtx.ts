import { AUDIT_IDS } from "../audit-ids";
import { EventLog } from "../event-log";
import type { LoggedEvent, LogReader, LogSink } from "../log-reader";
import { normaliseWindows } from "../normalise-windows";
import { type EvtxOptions, EvtxReader } from "./evtx-reader";

/** Audit events out of an EVTX file. */
export function readEvtx(sink: LogSink, { crc32 }: Pick<EvtxOptions<LoggedEvent>, "crc32"> = {}): LogReader {
  const log = new EventLog(sink.event);
  const reader = new EvtxReader<LoggedEvent>({
    wanted: AUDIT_IDS,
    read: (record) => {
      const event = normaliseWindows(record);
      if (event === null) return null;
      log.keep(record, event);
      return { host: record.computer ?? "", event };
    },
    skip: (record) => log.skip(record),
    emit: sink.event,
    reject: sink.reject,
    ...(crc32 ? { crc32 } : {}),
  });
  return {
    tally: reader.tally,
    notes: [],
    push: (bytes) => reader.push(bytes),
    finish: () => {
      reader.finish();
      log.finish();
    },
  };
}
