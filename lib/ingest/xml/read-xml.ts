import { AUDIT_IDS } from "../audit-ids";
import { EventLog } from "../event-log";
import type { LogReader, LogSink, ReadOptions } from "../log-reader";
import { rawFields } from "../raw-fields";
import { takeRecord } from "../take-record";
import type { Encoding } from "../text/encoding";
import type { TextVerdict } from "../text/ledger";
import { EventSplitter } from "./event-splitter";
import { Malformed } from "./parse-event";
import { glancedRecord, xmlRecord } from "./xml-record";

/** Event XML as wevtutil, Event Viewer, `.ToXml()` and evtxexport write it: an `<Events>` root or bare `<Event>`s. */
export function readXml(
  sink: LogSink,
  { keepRaw, encoding = "utf-8" }: Pick<ReadOptions, "keepRaw"> & { readonly encoding?: Encoding },
): LogReader {
  const log = new EventLog(sink.event);
  const taking = { log, sink, rawOf: keepRaw ? rawFieldsOf : null };
  const read = (text: string): TextVerdict => {
    try {
      return takeRecord(glancedRecord(text, AUDIT_IDS) ?? xmlRecord(text), taking);
    } catch (thrown) {
      if (thrown instanceof Malformed) return { reason: thrown.message };
      throw thrown;
    }
  };
  const events = new EventSplitter(read, sink.reject, encoding);
  return {
    tally: events.ledger.tally,
    notes: [],
    push: (bytes) => events.push(bytes),
    finish: () => {
      events.finish();
      log.finish();
    },
  };
}

function rawFieldsOf(record: { fields(): Iterable<readonly [string, string]> }) {
  return rawFields(record.fields());
}
