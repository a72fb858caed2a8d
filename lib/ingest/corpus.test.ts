import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readAll } from "./evtx/testing/read-all";
import { readJsonRecord } from "./json/read-json-record";
import type { LoggedEvent } from "./log-reader";
import { readOtlp } from "./otlp/read-otlp";
import { readLog } from "./testing/read-log";
import type { SampleRecord } from "./testing/sample-records";
import { eventXml, JSON_DIALECTS } from "./testing/write-dialects";
import { otlpJson } from "./testing/write-otlp";

const CORPUS = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../../shared/corpus");
const isHere = existsSync(path.join(CORPUS, "assorted"));

describe.skipIf(!isHere)(`logs in ${CORPUS}${isHere ? "" : " (not here: set CURFEW_CORPUS)"}`, () => {
  const file = (name: string) => readFileSync(path.join(CORPUS, name));

  test.each([
    ["winlogbeat6/empire_scm_2019-04-03.logon-related.ndjson", "winlogbeat", 67, 67],
    ["nxlog-three-hosts/events.ndjson", "nxlog", 301, 299],
    ["assorted/otrf_nxlog-logstash_logon.ndjson", "nxlog", 9, 9],
    ["assorted/nxlog-psremoting.ndjson", "nxlog", 109, 109],
    ["assorted/nxlog-rdp-lsass.ndjson", "nxlog", 52, 52],
    ["assorted/rendered_4624_v3.xml", "xml", 1, 1],
    ["assorted/Security_short_selected.evtxexport.xml", "xml", 7, 1],
    ["assorted/new-user-security.evtxexport.xml", "xml", 4, 0],
  ])("%s: every record, every byte", async (name, format, records, kept) => {
    const { rejects, report } = await readLog(file(name));
    expect(rejects).toEqual([]);
    expect(report).toMatchObject({ format, records, kept });
  });

  test.each(["Security_short_selected", "new-user-security"])(
    "%s: what evtxexport wrote comes to the same events as the log itself",
    async (name) => {
      const exported = await readLog(file(`assorted/${name}.evtxexport.xml`));
      const own = await readLog(file(`assorted/${name}.evtx`));
      const plain = ({ events }: { events: LoggedEvent[] }) =>
        events.map(({ host, event }) => ({ host, ...event, at: Math.floor(event.at) }));
      expect(plain(exported)).toEqual(plain(own));
    },
  );

  test("Winlogbeat 6: the logons of three hosts, by their own ids", async () => {
    const { events } = await readLog(file("winlogbeat6/empire_scm_2019-04-03.logon-related.ndjson"));
    const hosts = new Map<string | null, number>();
    for (const { host } of events) hosts.set(host, (hosts.get(host) ?? 0) + 1);
    expect(Object.fromEntries(hosts)).toEqual({
      "HFDC01.shire.com": 41,
      "HR001.shire.com": 24,
      "IT001.shire.com": 2,
    });
    const started = new Set(
      events.map(({ host, event }) => (event.eventId === 4624 ? `${host} ${event.logonId}` : "")),
    );
    const ended = events.filter(({ event }) => event.eventId === 4634);
    expect(ended.filter(({ host, event }) => started.has(`${host} ${event.logonId}`)).length).toBeGreaterThan(
      10,
    );
  });

  test("a pipeline that dropped the record numbers: order by time, told in words", async () => {
    const { events, report } = await readLog(file("assorted/otrf_reboot_system+security.ndjson"));
    expect(report.notes).toEqual(["6 records bear no record id: they are put in order by their time"]);
    const ids = events.map(({ event }) => event.recordId);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    const [elevated, filtered, end] = events.slice(2).map(({ event }) => event);
    expect([elevated?.linkedLogonId, filtered?.linkedLogonId]).toEqual([
      filtered?.logonId,
      elevated?.logonId,
    ]);
    expect([end?.eventId, end?.logonId]).toEqual([4634, filtered?.logonId]);
  });

  test("OpenTelemetry's body shapes: event_data is found in each", () => {
    const shapes = JSON.parse(file("assorted/otel_windowseventlog_body_shapes.json").toString());
    const common = {
      channel: "Security",
      event_id: { id: 4648, qualifiers: 0 },
      record_id: 9,
      system_time: "2026-03-02T08:00:00.1231250Z",
      computer: "c",
      provider: { name: "Microsoft-Windows-Security-Auditing" },
    };
    const bodies = Object.entries<Record<string, object>>(shapes)
      .filter(([, shape]) => shape.event_data)
      .map(([, shape]) => ({ ...common, ...shape }));
    expect(bodies).toHaveLength(3);
    for (const outcome of readOtlp(otlpJson(bodies), "json", { utcOffsetMinutes: null, keepRaw: false }))
      expect(outcome).toMatchObject({ kind: "event", event: { userName: "x", at: 1772438400123.125 } });
  });

  describe("a Windows 7 Security log, written again", () => {
    const BY_THE_LOG_ITSELF = new Set([1100, 1101, 1102, 1104]);
    const own = () => {
      const { records } = readAll(file("win7-security/security.evtx"));
      return records.map(
        (record): SampleRecord => ({
          channel: record.channel ?? "",
          provider: record.provider ?? "",
          computer: record.computer ?? "",
          eventId: record.eventId,
          version: 0,
          recordId: record.recordId,
          at: Math.floor(record.at),
          data: Object.entries(record.fields),
          ...(BY_THE_LOG_ITSELF.has(record.eventId) ? { userData: "LogFileCleared" } : {}),
        }),
      );
    };
    const plain = (events: readonly LoggedEvent[]) =>
      events.map(({ host, event }) => ({ host, ...event, at: Math.floor(event.at) }));

    test("as Event XML tells the same", async () => {
      const { events } = await readLog(file("win7-security/security.evtx"));
      const xml = `<Events>${own()
        .map((record) => eventXml(record))
        .join("")}</Events>`;
      const again = await readLog(Buffer.from(`\ufeff${xml}`, "utf16le"));
      expect(again.rejects).toEqual([]);
      expect(plain(again.events)).toEqual(plain(events));
    });

    test.each(["winlogbeat8", "ecs", "evtxDump", "velociraptor", "wazuh", "openwec", "powershell"] as const)(
      "as JSON of %s tells the same",
      async (dialect) => {
        const { events } = await readLog(file("win7-security/security.evtx"));
        const write = JSON_DIALECTS[dialect] as (record: SampleRecord) => object;
        const lines = own().map((record) => JSON.stringify(write(record)));
        const again = await readLog(lines.join("\n"));
        expect(again.rejects).toEqual([]);
        expect(plain(again.events)).toEqual(plain(events));
        const first = readJsonRecord(JSON.parse(lines[0] ?? ""), { utcOffsetMinutes: null, keepRaw: false });
        expect(first).toMatchObject({ kind: "event", event: { eventId: 4608 } });
      },
    );
  });
});
