import { fieldsIn, isFields, written } from "../json/fields";

const MAX_DEPTH = 16;

/** OTLP's AnyValue in JSON, `{ "kvlistValue": { "values": [{ "key": …, "value": … }] } }`, as the value it means. */
export function anyValue(value: unknown, depth = 0): unknown {
  if (!isFields(value) || depth > MAX_DEPTH) return null;
  const { stringValue, intValue, doubleValue, boolValue, arrayValue, kvlistValue, bytesValue } = value;
  if (stringValue !== undefined) return written(stringValue) ?? "";
  if (intValue !== undefined) return wholeOrText(intValue);
  if (doubleValue !== undefined) return doubleValue;
  if (boolValue !== undefined) return boolValue;
  if (bytesValue !== undefined) return written(bytesValue);
  const list = fieldsIn(arrayValue)?.values;
  if (Array.isArray(list)) return list.map((item) => anyValue(item, depth + 1));
  const pairs = fieldsIn(kvlistValue)?.values;
  if (!Array.isArray(pairs)) return null;
  const made: Record<string, unknown> = {};
  for (const pair of pairs) {
    if (!isFields(pair)) continue;
    const { key, value: inner } = pair;
    if (typeof key === "string" && key !== "__proto__") made[key] = anyValue(inner, depth + 1);
  }
  return made;
}

/** 64 bits come in digits: those that a number cannot hold stay text. */
function wholeOrText(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : written(value);
}
