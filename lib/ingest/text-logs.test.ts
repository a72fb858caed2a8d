import { describe, expect, test } from "vitest";
import { readLog } from "./testing/read-log";
import { SAMPLES } from "./testing/sample-records";
import { eventXml, JSON_DIALECTS, OTEL_SHAPES } from "./testing/write-dialects";
import { otlpJson } from "./testing/write-otlp";

const FEW = SAMPLES.slice(0, 9);
const ids = FEW.map(({ recordId }) => recordId);
const XML = FEW.map((record) => eventXml(record));
const JSONS = FEW.map((record) => JSON_DIALECTS.evtxDump(record));

const ENCODINGS = ["utf8", "utf8 with mark", "utf16le", "utf16le without mark", "utf16be"] as const;
type EncodingName = (typeof ENCODINGS)[number];

function encoded(text: string, encoding: EncodingName): Buffer {
  if (encoding === "utf8") return Buffer.from(text);
  if (encoding === "utf8 with mark") return Buffer.from(`\ufeff${text}`);
  const bytes = Buffer.from(encoding.includes("without") ? text : `\ufeff${text}`, "utf16le");
  return encoding === "utf16be" ? bytes.swap16() : bytes;
}

const EVENTS = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<!-- saved --><Events>${XML.join("")}</Events>`;

const LAYOUTS: Record<string, string> = {
  "Event Viewer's file": EVENTS,
  "events of wevtutil, one after the other": XML.join("\r\n"),
  "the file of evtxexport": `evtxexport 20181227\n\n${XML.join("\n\n")}\n`,
  "JSON, one a line": JSONS.map((one) => JSON.stringify(one)).join("\r\n"),
  "a JSON list on one line": JSON.stringify(JSONS),
  "a JSON list, indented": JSON.stringify(JSONS, null, 4),
  "JSON objects, indented": JSONS.map((one) => JSON.stringify(one, null, 2)).join("\n"),
  "evtx_dump's records": JSONS.map((one, i) => `Record ${i + 1}\n${JSON.stringify(one, null, 2)}`).join("\n"),
  "an answer of Elasticsearch": JSON.stringify(
    {
      took: 3,
      hits: { total: 9, hits: JSONS.map((_source) => ({ _index: "x", _source })) },
      aggregations: { a: {} },
    },
    null,
    2,
  ),
  "PowerShell's wrapped list": JSON.stringify({ value: JSONS, Count: 9 }, null, 4),
};

describe.each(Object.entries(LAYOUTS))("%s", (_, text) => {
  test.each(ENCODINGS)("in %s", async (encoding) => {
    const bytes = encoded(text, encoding);
    for (const pieceBytes of [3, 4001, 1_000_000]) {
      const { events, rejects, report } = await readLog(bytes, { pieceBytes });
      expect(rejects).toEqual([]);
      expect(events.map(({ event }) => event.recordId)).toEqual(ids);
      expect(report.bytes).toBe(bytes.length);
    }
  });
});

describe("damage costs one record, and is told with its place", () => {
  const first = XML.slice(0, 2).join("\n");
  const cases: [string, string, number[], string[]][] = [
    [
      "an event without its end",
      `${first}\n${XML[2]?.slice(0, 400)}\n${XML[3]}`,
      [1, 2, 4],
      ["the event has no end"],
    ],
    [
      "a tag that is not closed",
      `${first}\n${XML[2]?.replace("</EventData>", "")}\n${XML[3]}`,
      [1, 2, 4],
      ["the XML does not hold: unexpected close tag."],
    ],
    [
      "an entity of nobody",
      `${first}\n${XML[2]?.replace("CORP", "&lol9;")}\n${XML[3]}`,
      [1, 2, 4],
      ["the XML does not hold: undefined entity."],
    ],
    [
      "an event without a record id",
      `${first}\n${XML[2]?.replace(/<EventRecordID>.*<\/EventRecordID>/, "")}\n${XML[3]}`,
      [1, 2, 4],
      ["EventRecordID is missing"],
    ],
    [
      "a file that is cut off",
      `${first}\n${XML[2]?.slice(0, 400)}`,
      [1, 2],
      ["the file ends inside of an event"],
    ],
    [
      "words between events",
      `${first}\nDear diary\n${XML[3]}`,
      [1, 2, 4],
      ["this is no event: only <Event> elements are read"],
    ],
    [
      "depth",
      `${first}\n${XML[2]?.replace("<EventData>", `<EventData>${"<a>".repeat(1000)}`)}\n${XML[3]}`,
      [1, 2, 4],
      ["the XML is nested too deep"],
    ],
  ];
  test.each(cases)("%s", async (_, text, kept, reasons) => {
    for (const encoding of ENCODINGS) {
      const { events, rejects } = await readLog(encoded(text, encoding), { pieceBytes: 501 });
      expect(events.map(({ event }) => event.recordId)).toEqual(kept);
      expect(rejects.map(({ reason }) => reason)).toEqual(reasons);
      const unit = encoding.startsWith("utf8") ? 1 : 2;
      expect(rejects[0]?.offset).toBeGreaterThanOrEqual(first.length * unit);
    }
  });

  test("a JSON object that does not end, in an indented list", async () => {
    const text = JSON.stringify(JSONS, null, 2);
    const broken = text.replace(/"Version": 2,\n/, '"Version: 2,\n').replace(/\}\n {2}\},\n/, "},\n");
    const { events, rejects } = await readLog(broken);
    expect(rejects.length).toBeGreaterThan(0);
    expect(rejects.length).toBeLessThan(4);
    expect(events.length + rejects.length).toBeGreaterThanOrEqual(FEW.length - 1);
    expect(rejects[0]?.line).toBeGreaterThan(1);
  });
});

test("a DOCTYPE is refused, and its billion laughs are never told", async () => {
  const lols = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`);
  const doctype = `<?xml version="1.0"?>\n<!DOCTYPE Events [<!ENTITY lol0 "lol">${lols.join("")}]>\n`;
  const { events, rejects } = await readLog(
    `${doctype}<Events>${XML[1]?.replace("CORP", "&lol9;")}${XML[2]}</Events>`,
  );
  expect(events.map(({ event }) => event.recordId)).toEqual([3]);
  expect(rejects.map(({ reason }) => reason)).toEqual([
    "a DOCTYPE: refused, no entity of it is ever expanded",
    "the XML does not hold: undefined entity.",
  ]);
});

describe("what Windows PowerShell 5.1 destroys", () => {
  const destroyed = FEW.map((record) => ({
    ...JSON_DIALECTS.powershell5(record),
    Properties: Array.from({ length: 20 }, () => "System.Diagnostics.Eventing.Reader.EventProperty"),
  }));
  test("is refused as a whole, with what works instead", async () => {
    const { rejects, report } = await readLog(encoded(JSON.stringify(destroyed, null, 4), "utf16le"));
    expect(report.format).toBe("unknown");
    expect(rejects.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "Get-WinEvent Security | ForEach-Object ToXml | Set-Content -Encoding utf8 security.xml",
      ),
    ]);
  });
});

test("a collector's file of OTLP requests, each of them longer than a record can be", async () => {
  const many = Array.from({ length: 60 }, () => SAMPLES).flat();
  const request = Buffer.from(otlpJson(many.map(OTEL_SHAPES.map)));
  expect(request.length).toBeGreaterThan(1024 * 1024);
  const { report, rejects } = await readLog(Buffer.concat([request, Buffer.from("\n"), request]));
  expect(rejects).toEqual([]);
  expect(report).toMatchObject({ format: "otlp", kept: 2 * many.length });
});

describe("records without a record id", () => {
  const bare = SAMPLES.filter(({ channel }) => channel === "Security").map((record) => {
    const { RecordNumber: _, ...rest } = JSON_DIALECTS.nxlog(record);
    return JSON.stringify(rest);
  });
  test("are put in order by their time, which is said once", async () => {
    const forwards = await readLog(bare.join("\n"));
    const backwards = await readLog([...bare].reverse().join("\n"));
    expect(forwards.rejects).toEqual([]);
    expect(forwards.report.notes.at(-1)).toBe(
      `${bare.length} records bear no record id: they are put in order by their time`,
    );
    const order = forwards.events.map(({ event }) => event.recordId);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(bare.length);
    expect(order.every(Number.isSafeInteger)).toBe(true);
    expect(backwards.events.map(({ event }) => event.recordId)).toEqual(order.reverse());
  });
  test("two tokens of one instant stay two, whichever end stands behind both", async () => {
    const at = "2026-03-02 09:00:00";
    const line = (EventID: number, TargetLogonId: string, ElevatedToken: string) =>
      JSON.stringify({
        EventID,
        Channel: "Security",
        EventTime: at,
        Hostname: "a",
        TargetLogonId,
        ElevatedToken,
      });
    for (let i = 0; i < 3000; i++) {
      const [first, second] = [`0x${(i * 2).toString(16)}`, `0x${(i * 2 + 1).toString(16)}`];
      const text = [line(4624, first, "%%1842"), line(4624, second, "%%1843"), line(4634, first, "")].join(
        "\n",
      );
      const { events } = await readLog(text);
      const [elevated = 0, filtered = 0, end = 0] = events.map(({ event }) => event.recordId);
      expect(elevated).toBeLessThan(filtered);
      expect(filtered).toBeLessThan(end);
    }
  });
});
