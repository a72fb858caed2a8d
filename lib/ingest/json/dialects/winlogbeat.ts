import { type Fields, fieldsIn, innerFields, textIn, wholeNumber, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names, reject } from "../json-record";
import { timeIn } from "../zoned-time";

const NAMES_6: Names = {
  channel: "log_name",
  eventId: "event_id",
  recordId: "record_number",
  time: "@timestamp",
};
const NAMES: Names = {
  channel: "winlog.channel",
  eventId: "winlog.event_id",
  recordId: "winlog.record_id",
  time: "@timestamp",
};
const NOTHING: Fields = {};

/** Winlogbeat up to 6: event_id, log_name, record_number, event_data, user_data at the top. */
export function winlogbeat6Record(fields: Fields): JsonRecord | JsonReject {
  return jsonRecord(
    {
      dialect: "winlogbeat",
      channel: fields.log_name,
      provider: fields.source_name,
      computer: fields.computer_name,
      eventId: fields.event_id,
      recordId: fields.record_number,
      time: timeIn(written(fields["@timestamp"]), 0),
      text: textIn(fieldsIn(fields.event_data) ?? innerFields(fields.user_data) ?? NOTHING),
      source: fields,
    },
    NAMES_6,
  );
}

/** Winlogbeat 7 and later, Elastic Agent, and pipelines that map them to ECS: winlog.*, event.*, user.*, source.*. */
export function winlogbeatRecord(fields: Fields, winlog: Fields): JsonRecord | JsonReject {
  const data = textIn(fieldsIn(winlog.event_data) ?? innerFields(winlog.user_data) ?? NOTHING);
  const event = fieldsIn(fields.event);
  const eventId = winlog.event_id ?? event?.code;
  const id = wholeNumber(eventId) ?? 0;
  const moved = MOVED[id] ?? null;
  if (id === 4624 && data("TargetLogonId") === null)
    return reject(
      "winlog.event_data.TargetLogonId is missing; winlog.logon.id is not read for it: there it is the Subject's",
    );
  return jsonRecord(
    {
      dialect: "winlogbeat",
      channel: winlog.channel ?? winlog.log_name,
      provider: winlog.provider_name ?? event?.provider,
      computer: winlog.computer_name ?? fieldsIn(fields.host)?.name,
      eventId,
      recordId: winlog.record_id ?? winlog.record_number,
      time: timeIn(written(winlog.time_created), 0) ?? timeIn(written(fields["@timestamp"]), 0),
      text: moved === null ? data : (name) => data(name) ?? movedText(fields, moved[name]),
      source: fields,
    },
    NAMES,
  );
}

type Moved = Readonly<Record<string, readonly [string, ...string[]]>>;

const TARGET: Moved = {
  TargetUserName: ["user", "name"],
  TargetDomainName: ["user", "domain"],
  TargetUserSid: ["user", "id"],
  TargetLogonId: ["winlog", "logon", "id"],
};
const SUBJECT: Moved = {
  SubjectUserName: ["user", "name"],
  SubjectDomainName: ["user", "domain"],
  SubjectUserSid: ["user", "id"],
  SubjectLogonId: ["winlog", "logon", "id"],
};
const ACCOUNT: Moved = {
  AccountName: ["user", "name"],
  AccountDomain: ["user", "domain"],
  LogonID: ["winlog", "logon", "id"],
  ClientAddress: ["source", "ip"],
  ClientName: ["source", "domain"],
};
const LOGON: Moved = {
  TargetUserName: ["user", "name"],
  TargetDomainName: ["user", "domain"],
  TargetUserSid: ["user", "id"],
  IpAddress: ["source", "ip"],
  WorkstationName: ["source", "domain"],
  ProcessName: ["process", "executable"],
};
/** Where ingest pipelines put fields that they take out of event_data. */
const MOVED: Readonly<Record<number, Moved>> = {
  4624: LOGON,
  4625: LOGON,
  ...Object.fromEntries([4634, 4647, 4800, 4801, 4802, 4803].map((id) => [id, TARGET])),
  ...Object.fromEntries([1102, 4616, 4672, 4719].map((id) => [id, SUBJECT])),
  4778: ACCOUNT,
  4779: ACCOUNT,
};

function movedText(fields: Fields, path: readonly string[] | undefined): string | null {
  let value: unknown = path === undefined ? null : fields;
  for (const name of path ?? []) value = fieldsIn(value)?.[name];
  return written(value);
}
