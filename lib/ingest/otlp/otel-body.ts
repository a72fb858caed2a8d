import { type Fields, fieldsIn, isFields, textIn, written } from "../json/fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names } from "../json/json-record";
import { timeIn } from "../json/zoned-time";

const NAMES: Names = { channel: "channel", eventId: "event_id", recordId: "record_id", time: "system_time" };

/**
 * The body of a log record of OpenTelemetry's windowseventlog receiver. Its event_data came in three shapes over time:
 * a map, `{ data: [{ name: value }, …] }`, a flat map with param1 … for what has no name.
 */
export function otelBodyRecord(body: Fields, observedAt: number | null): JsonRecord | JsonReject {
  const time = timeIn(written(body.system_time), 0);
  return jsonRecord(
    {
      dialect: "otlp",
      channel: body.channel,
      provider: fieldsIn(body.provider)?.name ?? body.provider,
      computer: body.computer,
      eventId: fieldsIn(body.event_id)?.id ?? body.event_id,
      recordId: body.record_id,
      time: time ?? (observedAt === null ? null : { at: observedAt, isZoneAssumed: false }),
      text: dataOf(body),
      source: body,
    },
    NAMES,
  );
}

function dataOf(body: Fields): (name: string) => string | null {
  const data = fieldsIn(body.event_data);
  const inEvent = data === null ? null : Array.isArray(data.data) ? listed(data, data.data) : textIn(data);
  const user = fieldsIn(body.user_data);
  if (user === null) return inEvent ?? (() => null);
  const sections = [user, ...Object.values(user).filter(isFields)].map(textIn);
  return (name) => {
    const own = inEvent?.(name) ?? null;
    if (own !== null) return own;
    for (const section of sections) {
      const text = section(name);
      if (text !== null) return text;
    }
    return null;
  };
}

function listed(data: Fields, list: readonly unknown[]): (name: string) => string | null {
  const named = new Map<string, string>();
  let unnamed = 0;
  for (const entry of list) {
    if (!isFields(entry)) continue;
    for (const name in entry) {
      const text = written(entry[name]);
      const key = name === "" ? `param${++unnamed}` : name;
      if (text !== null && !named.has(key)) named.set(key, text);
    }
  }
  return (name) => named.get(name) ?? (name === "Binary" ? written(data.binary) : null);
}
