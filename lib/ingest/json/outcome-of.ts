import { AUDIT_IDS } from "../audit-ids";
import type { ReadOptions } from "../log-reader";
import { normaliseWindows } from "../normalise-windows";
import type { RecordOutcome } from "../record-outcome";
import { readXmlEvent } from "../xml/read-xml-event";
import type { FoundRecord } from "./find-records";

/** What a record that was found in JSON comes to. */
export function outcomeOf(found: FoundRecord, { keepRaw }: Pick<ReadOptions, "keepRaw">): RecordOutcome {
  if (found.kind === "reject") return found;
  if (found.kind === "xml") return readXmlEvent(found.text, { keepRaw });
  const event = AUDIT_IDS.has(found.eventId) ? normaliseWindows(found) : null;
  if (event === null) return { kind: "skipped" };
  const raw = keepRaw ? found.raw() : null;
  return { kind: "event", dialect: found.dialect, host: found.computer, event, raw };
}
