import { AUDIT_IDS } from "../audit-ids";
import { EventLog } from "../event-log";
import type { LoggedEvent, LogReader, LogSink } from "../log-reader";
import { normaliseWindows } from "../normalise-windows";
import { rawRecord } from "../raw-fields";
import { type EvtxOptions, EvtxReader } from "./evtx-reader";
import type { EvtxRecord } from "./evtx-record";

export interface ReadEvtxOptions extends Pick<EvtxOptions<LoggedEvent>, "crc32"> {
  readonly keepRaw?: boolean;
  /** Only what sessions are paired from: twice as fast, and the sessions are the same. */
  readonly sessionsOnly?: boolean;
}

/** Audit events out of an EVTX file. */
export function readEvtx(
  sink: LogSink,
  { crc32, keepRaw = false, sessionsOnly = false }: ReadEvtxOptions = {},
): LogReader {
  const log = new EventLog(sink.event);
  const reader = new EvtxReader<LoggedEvent>({
    wanted: sessionsOnly ? PAIRED_IDS : AUDIT_IDS,
    read: (record) => {
      if (sessionsOnly && isNoise(record)) return null;
      const event = normaliseWindows(record);
      if (event === null) return null;
      if (sessionsOnly && event.eventId === 4624) log.beforeLogon(record);
      log.keep(record, event);
      return { host: record.computer, event, raw: keepRaw ? rawRecord(record) : null };
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

/** Failed logons, other credentials and special privileges are audit events that no session is paired from. */
const PAIRED_IDS: ReadonlySet<number> = new Set(
  [...AUDIT_IDS].filter((id) => ![4625, 4648, 4672].includes(id)),
);
/** The system, the network, services: nine of ten logons in a log, and never a session. */
const NOISE_TYPES: ReadonlySet<string | null> = new Set(["0", "3", "5"]);

function isNoise(record: EvtxRecord): boolean {
  return (record.eventId === 4624 || record.eventId === 4634) && NOISE_TYPES.has(record.text("LogonType"));
}
