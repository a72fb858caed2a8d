import { type Fields, wholeNumber, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names } from "../json-record";
import { timeIn } from "../zoned-time";
import { positionsOf } from "./positions";
import { textAt } from "./powershell";

const NAMES: Names = {
  channel: "Channel",
  eventId: "EventID",
  recordId: "EventRecordID",
  time: "TimeCreated",
};

/** Fluent Bit's winevtlog: the elements of System flat, the values in their order as StringInserts. */
export function fluentBitRecord(
  fields: Fields,
  inserts: readonly unknown[],
  utcOffsetMinutes: number | null,
): JsonRecord | JsonReject {
  const eventId = wholeNumber(fields.EventID) ?? -1;
  const version = wholeNumber(fields.Version) ?? 0;
  const names = positionsOf(written(fields.Channel) ?? "", eventId, version, inserts.length);
  return jsonRecord(
    {
      dialect: "fluent_bit",
      channel: fields.Channel,
      provider: fields.ProviderName,
      computer: fields.Computer,
      eventId: fields.EventID,
      recordId: fields.EventRecordID,
      time: timeIn(written(fields.TimeCreated), utcOffsetMinutes),
      text: (name) => textAt(inserts, names, name),
      source: fields,
    },
    NAMES,
  );
}
