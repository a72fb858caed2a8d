import { auditLogOf } from "../../audit-ids";
import { fromLocal, fromWritten } from "../../instant";
import { type Fields, fieldsIn, innerFields, textIn, wholeNumber, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names } from "../json-record";

const NAMES: Names = { channel: "Channel", eventId: "EventID", recordId: "RecordNumber", time: "EventTime" };

/**
 * NXLog's JSON of im_msvistalog: flat keys, Windows' own field names beside NXLog's. EventTime is the host's local time to
 * the second and bears no zone. Described in NXLog's user guide, "im_msvistalog: fields". OpenWEC's NXLog format is the same
 * with a zone, and rows of Velociraptor's artifacts are the same with the data in an object of their own.
 */
export function nxlogRecord(fields: Fields, utcOffsetMinutes: number | null): JsonRecord | JsonReject {
  const channel = written(fields.Channel);
  const provider = written(fields.SourceName) ?? written(fields.ProviderName) ?? written(fields.Provider);
  const eventId = wholeNumber(fields.EventID) ?? -1;
  const isManager = auditLogOf(channel, provider, eventId) === "LocalSessionManager";
  const own = isManager ? managerFields(written(fields.Message) ?? "") : null;
  const apart = fieldsIn(fields.EventData) ?? innerFields(fields.UserData);
  const inData = apart === null ? null : textIn(apart);
  return jsonRecord(
    {
      dialect: apart === null ? "nxlog" : "velociraptor",
      channel,
      provider,
      computer: fields.Hostname ?? fields.Computer,
      eventId: fields.EventID,
      recordId: fields.RecordNumber ?? fields.EventRecordID,
      time: timeOf(fields, utcOffsetMinutes),
      text: (name) => own?.[name] ?? written(fields[name]) ?? inData?.(name) ?? null,
      source: fields,
    },
    NAMES,
  );
}

/** LocalSessionManager's own fields stand in the message alone. */
function managerFields(message: string): Readonly<Record<string, string | undefined>> {
  return {
    User: /^User:\s*([^\r\n]*)/m.exec(message)?.[1],
    SessionID: /^Session ID:\s*(\d+)/m.exec(message)?.[1] ?? /^Session (\d+) has been/m.exec(message)?.[1],
    Address: /^Source Network Address:\s*(\S+)/m.exec(message)?.[1],
    Reason: /reason code (\d+)/.exec(message)?.[1],
  };
}

function timeOf(fields: Fields, given: number | null): { at: number; isZoneAssumed: boolean } | null {
  const told = written(fields.EventTime) ?? written(fields.TimeCreated);
  const time = told === null ? null : fromWritten(told);
  if (time === null) return null;
  if (time.hasZone) return { at: time.at, isZoneAssumed: false };
  const offset = given ?? collectorOffset(fields);
  return { at: time.at - (offset ?? 0) * 60_000, isZoneAssumed: offset === null };
}

/** The collector's clock, in its zone and in UTC; hosts and collector are taken to stand in one zone. */
function collectorOffset(fields: Fields): number | null {
  const local = fromLocal(written(fields.EventReceivedTime) ?? "", 0);
  const utc = fromWritten(written(fields["@timestamp"]) ?? "");
  if (local === null || utc === null) return null;
  const minutes = Math.round((local - utc.at) / 900_000) * 15;
  return Math.abs(minutes) <= 14 * 60 && Math.abs(local - utc.at - minutes * 60_000) < 120_000
    ? minutes
    : null;
}
