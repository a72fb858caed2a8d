import { anyValue } from "../otlp/any-value";
import { otelBodyRecord } from "../otlp/otel-body";
import { isXmlEvent } from "../xml/read-xml-event";
import { fluentBitRecord } from "./dialects/fluent-bit";
import { nxlogRecord } from "./dialects/nxlog";
import { powershellRecord } from "./dialects/powershell";
import { systemSectionRecord } from "./dialects/system-section";
import { wazuhRecord } from "./dialects/wazuh";
import { winlogbeat6Record, winlogbeatRecord } from "./dialects/winlogbeat";
import { type Fields, fieldsIn, isFields } from "./fields";
import { type JsonRecord, type JsonReject, reject } from "./json-record";
import { nested } from "./nested";

/** A record whose dialect keeps the event as the XML that Windows rendered. */
export interface XmlText {
  readonly kind: "xml";
  readonly text: string;
}

export type FoundRecord = JsonRecord | XmlText | JsonReject;

/** Lists in lists, and answers in lists, as deep as anybody writes them. */
const MAX_NESTED = 4;

/** Tells every record that a JSON value holds: most hold one. */
export function findRecords(
  value: unknown,
  utcOffsetMinutes: number | null,
  tell: (found: FoundRecord) => void,
  depth = 0,
): void {
  const list = depth < MAX_NESTED ? listIn(value) : null;
  if (list === null) tell(findRecord(value, utcOffsetMinutes));
  else for (const item of list) findRecords(item, utcOffsetMinutes, tell, depth + 1);
}

/** The one record that a JSON value is, by the names in it. */
export function findRecord(value: unknown, utcOffsetMinutes: number | null): FoundRecord {
  if (!isFields(value)) return reject("it is no object");
  if (isFields(value._source)) return findRecord(value._source, utcOffsetMinutes);
  const { winlog, Event, System, Properties, StringInserts } = value;
  if (isFields(winlog)) return winlogbeatRecord(value, winlog);
  if (isFields(Event) && isFields(Event.System)) return systemSectionRecord(value, Event, Event.System);
  if (isFields(System)) return systemSectionRecord(value, value, System);
  if (value.log_name !== undefined && value.event_id !== undefined) return winlogbeat6Record(value);
  if (Array.isArray(StringInserts)) return fluentBitRecord(value, StringInserts, utcOffsetMinutes);
  if (value.EventID !== undefined) return nxlogRecord(value, utcOffsetMinutes);
  if (Properties !== undefined || (value.ProviderName !== undefined && value.RecordId !== undefined))
    return powershellRecord(value);
  const win = fieldsIn(fieldsIn(value.data)?.win) ?? fieldsIn(value.win);
  const system = fieldsIn(win?.system);
  if (win !== null && system !== null) return wazuhRecord(value, win, system);
  return findRarer(value, utcOffsetMinutes);
}

function findRarer(value: Fields, utcOffsetMinutes: number | null): FoundRecord {
  if (value.event_id !== undefined && value.channel !== undefined) return otelBodyRecord(value, null);
  if (isFields(value.body)) return otelBodyRecord(value.body, null);
  if (value["winlog.event_id"] !== undefined || value["winlog.channel"] !== undefined)
    return findRecord(nested(value), utcOffsetMinutes);
  const text = xmlIn(value);
  if (text !== null) return { kind: "xml", text };
  return reject(
    "no record of an event log that Curfew knows: Windows' own names (EventID, winlog, Event, System) are not in it",
  );
}

/** Under the names that shippers give to an event they do not take apart. */
const XML_FIELDS = ["data", "xml", "Event", "raw_event", "message", "Message", "body", "_raw", "log"];

function xmlIn(value: Fields): string | null {
  const original = fieldsIn(value.event)?.original;
  for (const held of [original, ...XML_FIELDS.map((name) => value[name])])
    if (typeof held === "string" && isXmlEvent(held)) return held;
  return null;
}

/** The records inside of a value that is none itself. */
function listIn(value: unknown): Iterable<unknown> | null {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return null;
  if (Array.isArray(value.resourceLogs)) return bodiesIn(value.resourceLogs);
  const hits = fieldsIn(value.hits)?.hits;
  if (Array.isArray(hits)) return hits;
  return Array.isArray(value.value) && value.Count !== undefined ? value.value : null;
}

/** Of an OTLP request in JSON. */
function* bodiesIn(resourceLogs: readonly unknown[]): Generator<unknown> {
  for (const resource of resourceLogs)
    for (const scope of listOf(fieldsIn(resource)?.scopeLogs))
      for (const entry of listOf(fieldsIn(scope)?.logRecords)) yield recordOf(fieldsIn(entry));
}

function recordOf(entry: Fields | null): unknown {
  const body = anyValue(entry?.body);
  return typeof body === "string" ? { body } : body;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
