import { AUDIT_IDS } from "../audit-ids";
import type { ReadOptions } from "../log-reader";
import { normaliseWindows } from "../normalise-windows";
import { rawFields } from "../raw-fields";
import type { RecordOutcome } from "../record-outcome";
import { LONGEST_RECORD } from "../text/ledger";
import { Malformed } from "./parse-event";
import { xmlRecord } from "./xml-record";

/** One `<Event>…</Event>` of Windows as text. Never throws. */
export function readXmlEvent(text: string, { keepRaw }: Pick<ReadOptions, "keepRaw">): RecordOutcome {
  if (text.length > LONGEST_RECORD) return { kind: "reject", reason: "an event is longer than 1 MiB" };
  try {
    const record = xmlRecord(text.trim());
    const event = AUDIT_IDS.has(record.eventId) ? normaliseWindows(record) : null;
    if (event === null) return { kind: "skipped" };
    const raw = keepRaw ? rawFields(record.fields()) : null;
    return { kind: "event", dialect: "xml", host: record.computer, event, raw };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { kind: "reject", reason: thrown.message };
    throw thrown;
  }
}

/** Does a text begin like one? */
export function isXmlEvent(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<Event[\s>]/.test(text);
}
