import { Malformed, parseEvent } from "../../xml/parse-event";
import { type Fields, fieldsIn, innerFields, isFields, textIn, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names, reject } from "../json-record";
import { type TimeTold, timeIn } from "../zoned-time";

const NAMES: Names = {
  channel: "System.Channel",
  eventId: "System.EventID",
  recordId: "System.EventRecordID",
  time: "System.TimeCreated",
};
const NOTHING: Fields = {};

/**
 * The elements of Event XML as JSON: evtx_dump (`Event`, `#attributes`, `#text`, or `…_attributes` apart), Velociraptor
 * (EventID.Value, seconds since 1970), OpenWEC (plain values, UserData as XML in a string), golang-evtx.
 */
export function systemSectionRecord(source: Fields, event: Fields, system: Fields): JsonRecord | JsonReject {
  const text = dataOf(event);
  if (text === null) return reject("UserData is XML that cannot be read");
  const isVelociraptor = isFields(system.EventID) && "Value" in system.EventID;
  const isDump = event !== source;
  return jsonRecord(
    {
      dialect: isDump ? "evtx_dump" : isVelociraptor ? "velociraptor" : "openwec",
      channel: plain(system.Channel),
      provider: attribute(system, "Provider", "Name"),
      computer: plain(system.Computer),
      eventId: plain(system.EventID),
      recordId: plain(system.EventRecordID),
      time: timeOf(system),
      text,
      source,
    },
    NAMES,
  );
}

/** A value that may have attributes beside it. */
function plain(value: unknown): unknown {
  return isFields(value) ? (value["#text"] ?? value.Value) : value;
}

function attribute(system: Fields, element: string, name: string): unknown {
  const value = fieldsIn(system[element]);
  const apart = fieldsIn(system[`${element}_attributes`]);
  return fieldsIn(value?.["#attributes"])?.[name] ?? value?.[name] ?? apart?.[name];
}

function timeOf(system: Fields): TimeTold | null {
  const told = attribute(system, "TimeCreated", "SystemTime") ?? system.TimeCreated;
  // Seconds since 1970; a double knows microseconds of them.
  if (typeof told === "number") return { at: Math.round(told * 1e6) / 1e3, isZoneAssumed: false };
  return timeIn(written(told), 0);
}

function dataOf(event: Fields): ((name: string) => string | null) | null {
  const data = fieldsIn(event.EventData);
  if (data !== null) return textIn(data);
  if (typeof event.UserData === "string") return xmlData(event.UserData);
  return textIn(innerFields(event.UserData) ?? NOTHING);
}

function xmlData(xml: string): ((name: string) => string | null) | null {
  try {
    const { data } = parseEvent(`<Event><UserData>${xml}</UserData></Event>`);
    return (name) => data.get(name) || null;
  } catch (thrown) {
    if (thrown instanceof Malformed) return null;
    throw thrown;
  }
}
