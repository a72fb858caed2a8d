import { bytesText, type Fields, isFields, wholeNumber, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names, reject } from "../json-record";
import { type TimeTold, timeIn } from "../zoned-time";
import { positionsOf } from "./positions";

const NAMES: Names = { channel: "LogName", eventId: "Id", recordId: "RecordId", time: "TimeCreated" };
const DESTROYED = "System.Diagnostics.Eventing.Reader.EventProperty";
export const ONE_LINER =
  "Get-WinEvent Security | ForEach-Object ToXml | Set-Content -Encoding utf8 security.xml";

/**
 * `Get-WinEvent | ConvertTo-Json`: Properties by position. Windows PowerShell 5.1 stops at a depth where the values of the
 * properties are not written any more: such a record says nothing.
 */
export function powershellRecord(fields: Fields): JsonRecord | JsonReject {
  const { Properties: properties } = fields;
  if (!Array.isArray(properties) || properties.some(isDestroyed))
    return reject(`PowerShell has not written the values of Properties. This does: ${ONE_LINER}`);
  const eventId = wholeNumber(fields.Id) ?? -1;
  const version = wholeNumber(fields.Version) ?? 0;
  const names = positionsOf(written(fields.LogName) ?? "", eventId, version, properties.length);
  return jsonRecord(
    {
      dialect: "powershell",
      channel: fields.LogName,
      provider: fields.ProviderName,
      computer: fields.MachineName,
      eventId: fields.Id,
      recordId: fields.RecordId,
      time: timeOf(fields.TimeCreated),
      text: (name) => textAt(properties, names, name),
      source: fields,
    },
    NAMES,
  );
}

export function textAt(values: readonly unknown[], names: readonly string[], name: string): string | null {
  const at = names.indexOf(name);
  if (at >= 0) return name === "SubStatus" ? statusText(values[at]) : valueText(values[at]);
  const place = /^param([1-9]\d?)$/.exec(name);
  if (place) return valueText(values[Number(place[1]) - 1]);
  // A classic event has its bytes behind its strings.
  return name === "Binary" ? binaryText(values.at(-1)) : null;
}

function isDestroyed(property: unknown): boolean {
  return property === DESTROYED || (isFields(property) && !("Value" in property));
}

/** `{ "Value": … }`, a SID as text or as an object of its own. */
function valueText(property: unknown): string | null {
  const value = isFields(property) ? property.Value : property;
  if (isFields(value)) return written(value.Value);
  const text = written(value);
  return text === null ? null : (dotNetDate(text)?.toISOString() ?? text);
}

/** A status is a number here, of 32 bits with or without a sign; Windows renders it in hexadecimal. */
function statusText(property: unknown): string | null {
  const text = valueText(property);
  return text !== null && /^-?\d+$/.test(text) ? `0x${(Number(text) >>> 0).toString(16)}` : text;
}

function binaryText(property: unknown): string | null {
  const value = isFields(property) ? property.Value : property;
  return bytesText(value) ?? written(value);
}

function timeOf(told: unknown): TimeTold | null {
  const text = written(isFields(told) ? (told.value ?? told.DateTime) : told);
  const date = text === null ? null : dotNetDate(text);
  return date === null ? timeIn(text, null) : { at: date.getTime(), isZoneAssumed: false };
}

/** `/Date(1772442000123)/`, milliseconds of UTC. */
function dotNetDate(text: string): Date | null {
  const match = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text);
  return match ? new Date(Number(match[1])) : null;
}
