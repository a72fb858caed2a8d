import type { WrittenEvent } from "../evtx/testing/evtx-writer";
import { MANAGER, type SampleRecord } from "./sample-records";

type Written = Record<string, unknown>;

const iso = ({ at }: SampleRecord) => new Date(at).toISOString();
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();

/** Values by name; those without one as param1, param2 … */
function byName({ data, binary }: SampleRecord): Record<string, string> {
  let unnamed = 0;
  const named = data.map(([name, value]) => [name ?? `param${++unnamed}`, value]);
  return { ...Object.fromEntries(named), ...(binary ? { Binary: hexOf(binary) } : {}) };
}

/** Values by name; those without one in a list called Data. */
function withList(record: SampleRecord): Written {
  const { data, binary } = record;
  const unnamed = data.filter(([name]) => name === null).map(([, value]) => value);
  return {
    ...Object.fromEntries(data.filter(([name]) => name !== null)),
    ...(unnamed.length > 0 ? { Data: unnamed } : {}),
    ...(binary ? { Binary: hexOf(binary) } : {}),
  };
}

const lowered = (fields: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );

export function evtxEvent(record: SampleRecord): WrittenEvent {
  return {
    ...record,
    data: record.data.map(([name, value]) => [name, ["String", value]] as const),
  };
}

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

export function eventXml(record: SampleRecord, rendered = ""): string {
  const { channel, provider, eventId, version, recordId, computer, data, userData, binary } = record;
  const system =
    `<System><Provider Name="${provider}" Guid="{54849625-5478-4994-a5ba-3e3b0328c30d}"/><EventID Qualifiers="0">${eventId}</EventID>` +
    `<Version>${version}</Version><Level>0</Level><TimeCreated SystemTime="${iso(record)}"/>` +
    `<EventRecordID>${recordId}</EventRecordID><Correlation/><Channel>${channel}</Channel><Computer>${computer}</Computer><Security/></System>`;
  const values = data.map(([name, value]) =>
    userData
      ? `<${name}>${escaped(value)}</${name}>`
      : `<Data${name === null ? "" : ` Name="${name}"`}>${escaped(value)}</Data>`,
  );
  if (binary) values.push(`<Binary>${hexOf(binary)}</Binary>`);
  const held = userData
    ? `<UserData><${userData} xmlns="Event_NS">${values.join("")}</${userData}></UserData>`
    : `<EventData>${values.join("")}</EventData>`;
  return `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${system}${held}${rendered}</Event>`;
}

function nxlog(record: SampleRecord): Written {
  const { channel, provider, eventId, recordId, computer } = record;
  const own = byName(record);
  const isManager = channel.startsWith(MANAGER);
  const Message =
    eventId === 39
      ? `Session ${own.TargetSession} has been disconnected by session ${own.Source}`
      : eventId === 40
        ? `Session ${own.Session} has been disconnected, reason code ${own.Reason}`
        : `Remote Desktop Services: something succeeded:\r\n\r\nUser: ${own.User}\r\nSession ID: ${own.SessionID}${own.Address ? `\r\nSource Network Address: ${own.Address}` : ""}`;
  return {
    EventTime: iso(record).slice(0, 19).replace("T", " "),
    Hostname: computer,
    Keywords: -9214364837600035000,
    EventID: eventId,
    SourceName: provider,
    RecordNumber: recordId,
    Channel: channel === "Security" ? "security" : channel,
    Message: isManager ? Message : "Something happened.",
    ...(isManager ? {} : own),
  };
}

function winlogbeat6(record: SampleRecord): Written {
  const { channel, provider, eventId, recordId, computer, userData } = record;
  return {
    "@timestamp": iso(record),
    beat: { version: "6.7.0" },
    log_name: channel,
    source_name: provider,
    computer_name: computer,
    event_id: eventId,
    record_number: String(recordId),
    ...(userData ? { user_data: { ...byName(record), xml_name: userData } } : { event_data: byName(record) }),
    message: "Something happened.",
  };
}

function winlogbeat8(record: SampleRecord): Written {
  const { channel, provider, eventId, recordId, computer, userData, version } = record;
  return {
    "@timestamp": iso(record),
    event: { code: String(eventId), provider, kind: "event" },
    host: { name: computer },
    winlog: {
      channel,
      provider_name: provider,
      computer_name: computer,
      event_id: String(eventId),
      record_id: recordId,
      version,
      ...(userData
        ? { user_data: { ...byName(record), xml_name: userData } }
        : { event_data: byName(record) }),
    },
  };
}

/** As the security module's pipeline leaves it: taken out of event_data, and the trap of the logon's id. */
function ecs(record: SampleRecord): Written {
  const whole = winlogbeat8(record);
  const { winlog, event } = whole as { winlog: Written; event: Written };
  const held = winlog.event_data as Record<string, string> | undefined;
  if (held === undefined || record.channel !== "Security") return whole;
  const data = { ...held };
  const take = (name: string) => {
    const value = data[name];
    delete data[name];
    return value === "-" ? undefined : value;
  };
  const isAccount = record.eventId === 4778 || record.eventId === 4779;
  const who = [4616, 4672, 4719].includes(record.eventId) ? "Subject" : "Target";
  if (record.eventId === 4648) return whole;
  const user = isAccount
    ? { name: take("AccountName"), domain: take("AccountDomain") }
    : { id: take(`${who}UserSid`), name: take(`${who}UserName`), domain: take(`${who}DomainName`) };
  const isLogon = record.eventId === 4624 || record.eventId === 4625;
  const logonId = isLogon ? data.SubjectLogonId : take(isAccount ? "LogonID" : `${who}LogonId`);
  return {
    ...whole,
    event: { ...event, code: record.eventId },
    user,
    source: {
      ip: take(isAccount ? "ClientAddress" : "IpAddress"),
      domain: take(isAccount ? "ClientName" : "WorkstationName"),
    },
    process: { executable: take("ProcessName") },
    winlog: { ...winlog, event_data: data, logon: { id: logonId, type: "RemoteInteractive" } },
  };
}

function dotted(record: SampleRecord): Written {
  const { winlog, ...rest } = winlogbeat8(record) as { winlog: Written };
  const flat: Written = { ...rest };
  for (const [name, value] of Object.entries(winlog))
    if (typeof value !== "object" || value === null) flat[`winlog.${name}`] = value;
    else for (const [inner, text] of Object.entries(value)) flat[`winlog.${name}.${inner}`] = text;
  return flat;
}

function evtxDump(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, computer, userData } = record;
  const { Data, ...named } = withList(record);
  const data = { ...named, ...(Data ? { Data: { "#text": Data } } : {}) };
  return {
    Event: {
      "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
      System: {
        Provider: { "#attributes": { Name: provider, Guid: "54849625-5478-4994-A5BA-3E3B0328C30D" } },
        EventID: recordId % 2 === 0 ? eventId : { "#attributes": { Qualifiers: 0 }, "#text": eventId },
        Version: version,
        TimeCreated: { "#attributes": { SystemTime: iso(record).replace("Z", "000Z") } },
        EventRecordID: recordId,
        Channel: channel,
        Computer: computer,
      },
      ...(userData
        ? { UserData: { [userData]: { "#attributes": { xmlns: "Event_NS" }, ...data } } }
        : { EventData: data }),
    },
  };
}

function evtxDumpApart(record: SampleRecord): Written {
  const { channel, provider, eventId, recordId, computer, userData } = record;
  const data = withList(record);
  return {
    Event: {
      Event_attributes: { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
      System: {
        Provider_attributes: { Name: provider },
        EventID: eventId,
        TimeCreated_attributes: { SystemTime: iso(record).replace("T", " ").replace("Z", " UTC") },
        EventRecordID: recordId,
        Channel: channel,
        Computer: computer,
      },
      ...(userData
        ? { UserData: { [`${userData}_attributes`]: { xmlns: "Event_NS" }, [userData]: data } }
        : { EventData: data }),
    },
  };
}

function velociraptor(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, at, computer, userData } = record;
  return {
    System: {
      Provider: { Name: provider, Guid: "54849625-5478-4994-A5BA-3E3B0328C30D" },
      EventID: { Value: eventId },
      Version: version,
      TimeCreated: { SystemTime: at / 1000 },
      EventRecordID: recordId,
      Channel: channel,
      Computer: computer,
    },
    ...(userData ? { UserData: { [userData]: withList(record) } } : { EventData: withList(record) }),
    Message: "Something happened.",
  };
}

/** A row of an artifact: the head flat, the data apart. */
function velociraptorRow(record: SampleRecord): Written {
  const { channel, provider, eventId, recordId, computer, userData } = record;
  return {
    EventTime: iso(record),
    Computer: computer,
    Channel: channel,
    Provider: provider,
    EventID: eventId,
    EventRecordID: recordId,
    ...(userData ? { UserData: { [userData]: withList(record) } } : { EventData: withList(record) }),
  };
}

function wazuh(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, computer, userData } = record;
  const { data, binary } = record;
  const unnamed = data.filter(([name]) => name === null).map(([, value]) => value);
  const held: Record<string, string> = {
    ...lowered(Object.fromEntries(data.filter(([name]) => name !== null))),
    ...(unnamed.length > 0 ? { data: unnamed.join(", ") } : {}),
    ...(binary ? { binary: hexOf(binary) } : {}),
  };
  const own = userData ? userData.charAt(0).toLowerCase() + userData.slice(1) : "eventdata";
  return {
    timestamp: "2026-03-02T09:00:00.000+0100",
    agent: { id: "001", name: "ws-01" },
    data: {
      win: {
        system: {
          providerName: provider,
          eventID: String(eventId),
          version: String(version),
          systemTime: iso(record).replace("Z", "0000Z"),
          eventRecordID: String(recordId),
          channel,
          computer,
        },
        [own]: held,
      },
    },
  };
}

const asNumber = (value: string) => (/^0x[0-9a-f]+$/.test(value) ? Number(value) : value);

function powershell(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, computer, data, binary } = record;
  const Properties: Written[] = data.map(([, value]) =>
    value.startsWith("S-1-")
      ? { Value: { BinaryLength: 28, AccountDomainSid: null, Value: value } }
      : { Value: asNumber(value) },
  );
  if (binary) Properties.push({ Value: [...binary] });
  return {
    Id: eventId,
    Version: version,
    RecordId: recordId,
    ProviderName: provider,
    LogName: channel,
    MachineName: computer,
    TimeCreated: iso(record).replace(".000Z", ".0000000Z"),
    Bookmark: {},
    Properties,
    Message: "Something happened.",
  };
}

/** Windows PowerShell 5.1 with -Depth 4. */
function powershell5(record: SampleRecord): Written {
  return { ...powershell(record), TimeCreated: `/Date(${record.at})/` };
}

function openwec(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, computer, userData, data } = record;
  const inner = data.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join("");
  return {
    System: {
      Provider: { Name: provider },
      EventID: eventId,
      Version: version,
      TimeCreated: iso(record).replace("Z", "4321Z").replace(".0004321", ".0000000"),
      EventRecordID: recordId,
      Channel: channel,
      Computer: computer,
    },
    ...(userData
      ? { UserData: `<${userData} xmlns="Event_NS">${inner}</${userData}>` }
      : { EventData: withList(record) }),
    OpenWEC: { IpAddress: "192.0.2.1", Principal: "WS-01$@CORP" },
  };
}

function fluentBit(record: SampleRecord): Written {
  const { channel, provider, eventId, version, recordId, computer, data } = record;
  return {
    ProviderName: provider,
    EventID: eventId,
    Version: version,
    TimeCreated: new Date(record.at + 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace("T", " ")
      .concat(" +0100"),
    EventRecordID: recordId,
    Channel: channel,
    Computer: computer,
    Message: "Something happened.",
    StringInserts: data.map(([, value]) => asNumber(value)),
  };
}

/** Every JSON dialect, one record a value. */
export const JSON_DIALECTS = {
  nxlog,
  winlogbeat6,
  winlogbeat8,
  ecs,
  dotted,
  evtxDump,
  evtxDumpApart,
  velociraptor,
  velociraptorRow,
  wazuh,
  powershell,
  powershell5,
  openwec,
  fluentBit,
  openwecRaw: (record: SampleRecord) => ({ meta: { IpAddress: "192.0.2.1" }, data: eventXml(record) }),
  rawXml: (record: SampleRecord) => ({ "@timestamp": iso(record), event: { original: eventXml(record) } }),
  elasticsearchHit: (record: SampleRecord) => ({
    _index: "winlogbeat",
    _id: "x",
    _source: winlogbeat8(record),
  }),
} satisfies Record<string, (record: SampleRecord) => Written>;

function otelBody(record: SampleRecord, event_data: Written): Written {
  const { channel, provider, eventId, recordId, computer, userData } = record;
  return {
    channel,
    computer,
    event_id: { id: eventId, qualifiers: 0 },
    provider: { name: provider, guid: "", event_source: "" },
    record_id: recordId,
    system_time: iso(record),
    level: "Information",
    ...(userData ? { user_data: { [userData]: event_data } } : { event_data }),
  };
}

/** The bodies of OpenTelemetry's receiver: event_data in its three shapes, and raw. */
export const OTEL_SHAPES = {
  map: (record: SampleRecord) => otelBody(record, withList(record)),
  list: (record: SampleRecord) =>
    record.userData
      ? otelBody(record, byName(record))
      : otelBody(record, {
          name: "",
          binary: record.binary ? hexOf(record.binary) : "",
          data: record.data.map(([name, value]) => ({ [name ?? ""]: value })),
        }),
  flat: (record: SampleRecord) => otelBody(record, byName(record)),
  raw: (record: SampleRecord) => eventXml(record),
} satisfies Record<string, (record: SampleRecord) => Written | string>;
