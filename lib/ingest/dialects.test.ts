import { describe, expect, test } from "vitest";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { readJsonRecord } from "./json/read-json-record";
import { readOtlp } from "./otlp/read-otlp";
import type { RecordOutcome } from "./record-outcome";
import { readLog } from "./testing/read-log";
import { NOT_KEPT, SAMPLES, type SampleRecord } from "./testing/sample-records";
import { eventXml, evtxEvent, JSON_DIALECTS, OTEL_SHAPES } from "./testing/write-dialects";
import { otlpJson, otlpProtobuf } from "./testing/write-otlp";
import { readXmlEvent } from "./xml/read-xml-event";

const OPTIONS = { utcOffsetMinutes: 0, keepRaw: false };
const ALL = [...SAMPLES, ...NOT_KEPT];

/** What the binary log itself comes to: every other dialect must come to the same. */
const expected = async (records: readonly SampleRecord[] = SAMPLES) => {
  const { events } = await readLog(writeEvtx(records.map(evtxEvent)));
  return events.map(({ host, event }) => ({ host, event }));
};

function told(outcomes: Iterable<RecordOutcome>) {
  return [...outcomes].flatMap((outcome) => {
    if (outcome.kind === "reject") throw new Error(outcome.reason);
    return outcome.kind === "event" ? [{ host: outcome.host, event: outcome.event }] : [];
  });
}

test("the binary log tells every record of the table, and none of another provider's", async () => {
  const events = await expected();
  expect(events.map(({ event }) => event.eventId)).toEqual(SAMPLES.map(({ eventId }) => eventId));
  const logons = events.filter(({ event }) => event.eventId === 4624).map(({ event }) => event);
  expect(logons.map(({ linkedLogonId, elevated }) => [linkedLogonId, elevated])).toEqual([
    [null, null],
    [null, null],
    ["0x2610b", false],
    ["0x2610b", false],
  ]);
});

describe("the same records in JSON of", () => {
  const dialects = Object.entries(JSON_DIALECTS) as [string, (record: SampleRecord) => object][];
  test.each(dialects)("%s are the same events", async (name, write) => {
    const outcomes = ALL.map((record) => readJsonRecord(JSON.parse(JSON.stringify(write(record))), OPTIONS));
    const same = await expected();
    // Fluent Bit leaves the bytes of classic events out.
    const lost = name === "fluentBit" ? { previousAt: null } : {};
    const adjusted = same.map(({ host, event }) => ({
      host,
      event: event.eventId === 6008 ? { ...event, ...lost } : event,
    }));
    expect(told(outcomes)).toEqual(adjusted);
  });
});

describe("the same records from OpenTelemetry", () => {
  const shapes = Object.entries(OTEL_SHAPES) as [string, (record: SampleRecord) => unknown][];
  test.each(shapes)(
    "with a body of shape %s are the same events, in JSON and in protobuf",
    async (_, write) => {
      const bodies = ALL.map(write);
      const same = await expected();
      expect(told(readOtlp(otlpJson(bodies), "json", OPTIONS))).toEqual(same);
      expect(told(readOtlp(otlpProtobuf(bodies), "protobuf", OPTIONS))).toEqual(same);
    },
  );
});

test("the same records as Event XML are the same events, rendered or not", async () => {
  const rendered =
    '<RenderingInfo Culture="en-US"><Message>TargetUserName</Message><Data Name="TargetUserName">eve</Data></RenderingInfo>';
  const same = await expected();
  expect(told(ALL.map((record) => readXmlEvent(eventXml(record), OPTIONS)))).toEqual(same);
  expect(told(ALL.map((record) => readXmlEvent(eventXml(record, rendered), OPTIONS)))).toEqual(same);
});

describe("a logon without its id is refused, never kept as if it told something", () => {
  const logon = SAMPLES.find(({ eventId, version }) => eventId === 4624 && version === 2) as SampleRecord;
  const without = { ...logon, data: logon.data.filter(([name]) => name !== "TargetLogonId") };
  test("the Subject's id that ECS calls the logon's is not taken for it", () => {
    expect(readJsonRecord(JSON_DIALECTS.ecs(without), OPTIONS)).toEqual({
      kind: "reject",
      reason:
        "winlog.event_data.TargetLogonId is missing; winlog.logon.id is not read for it: there it is the Subject's",
    });
  });
  test.each(["nxlog", "evtxDump", "wazuh"] as const)("%s", (dialect) => {
    expect(readJsonRecord(JSON_DIALECTS[dialect](without), OPTIONS)).toEqual({
      kind: "reject",
      reason: "TargetLogonId is missing: a 4624 says nothing without it",
    });
  });
  test("Event XML", () => {
    expect(readXmlEvent(eventXml(without), OPTIONS)).toMatchObject({ kind: "reject" });
  });
});

describe("the raw record", () => {
  const keepRaw = { ...OPTIONS, keepRaw: true };
  const logon = SAMPLES.find(({ eventId, version }) => eventId === 4624 && version === 2) as SampleRecord;
  test("has every field as the source named it", async () => {
    const raws = Object.entries(JSON_DIALECTS).map(([name, write]) => {
      const outcome = readJsonRecord(write(logon), keepRaw);
      return [name, outcome.kind === "event" ? outcome.raw : null] as const;
    });
    const raw = Object.fromEntries(raws);
    expect(raw.nxlog).toMatchObject({ RecordNumber: "4", IpPort: "50123", Channel: "security" });
    expect(raw.winlogbeat8).toMatchObject({ "winlog.event_data.IpPort": "50123", "event.code": "4624" });
    expect(raw.evtxDump).toMatchObject({ "Event.EventData.IpPort": "50123" });
    expect(raw.powershell).toMatchObject({ "Properties.19.Value": "50123", Id: "4624" });
    expect(raw.rawXml).toMatchObject({
      IpPort: "50123",
      EventRecordID: "4",
      "Provider.Name": logon.provider,
    });
    const { events } = await readLog(writeEvtx([evtxEvent(logon)]), { keepRaw: true });
    expect(events[0]?.raw).toMatchObject({ IpPort: "50123", EventRecordID: "4", Channel: "Security" });
  });
  test("is bounded, and holds no zero that a database would refuse", () => {
    const long = { ...JSON_DIALECTS.nxlog(logon), Message: "x".repeat(100_000), Odd: "a\0b" };
    const outcome = readJsonRecord(long, keepRaw);
    const raw = outcome.kind === "event" ? (outcome.raw ?? {}) : {};
    expect(raw.Message).toHaveLength(4097);
    expect(raw.Odd).toBe("a\u2400b");
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, "y"]));
    const other = readJsonRecord({ ...JSON_DIALECTS.nxlog(logon), ...many }, keepRaw);
    expect(Object.keys((other.kind === "event" && other.raw) || {})).toHaveLength(256);
  });
});
