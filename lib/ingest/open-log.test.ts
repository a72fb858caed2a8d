import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { officeDays } from "./evtx/testing/office-day";
import { readLog } from "./testing/read-log";
import { SAMPLES } from "./testing/sample-records";
import { eventXml } from "./testing/write-dialects";

const READ = "EVTX, Event XML, JSON of event logs, wtmp, wtmp.db, or these in gzip or zip";
const evtx = writeEvtx(officeDays(100));
const nxlog = Buffer.from(
  Array.from({ length: 500 }, (_, i) =>
    JSON.stringify({ Channel: "Security", EventID: 4608, RecordNumber: i, EventTime: "2026-03-02 09:00:00" }),
  ).join("\n"),
);
const wtmp = Buffer.concat([
  utmp(2, "~", "reboot", 100),
  utmp(7, "pts/0", "ann", 200),
  utmp(8, "pts/0", "", 300),
]);

describe("what a log is", () => {
  test.each([
    ["evtx", evtx, 300 + 100],
    ["nxlog", nxlog, 500],
    ["wtmp", wtmp, 3],
  ] as const)("%s is known by its content, in gzip too", async (format, bytes, kept) => {
    const plain = await readLog(bytes);
    expect(plain.report).toMatchObject({
      format,
      isCompressed: false,
      bytes: bytes.length,
      kept,
      rejected: 0,
    });
    const packed = await readLog(gzipSync(bytes));
    expect(packed.report).toEqual({ ...plain.report, isCompressed: true });
    expect(packed.events).toEqual(plain.events);
  });
  test("a chunk alone, and a log whose header is gone", async () => {
    const whole = await readLog(evtx);
    expect((await readLog(evtx.subarray(4096))).events).toEqual(whole.events);
    const headless = Uint8Array.from(evtx).fill(0xaa, 0, 4096);
    const damaged = await readLog(headless);
    expect(damaged.events).toEqual(whole.events);
    expect(damaged.rejects).toEqual([{ offset: 0, bytes: 4096, line: null, reason: "no chunk begins here" }]);
  });
  test.each([
    ["", "the file is empty"],
    ["PK\u0003\u0004", "the archive is damaged or cut off here: no file begins"],
    [
      "\ufeff<Objects/>",
      "XML, but no <Event> of Windows is near its beginning: wevtutil qe Security /f:xml writes them",
    ],
    [
      '{"action":"login"}',
      "JSON, but none of its first records is of a dialect that can be read (NXLog, Winlogbeat, evtx_dump, Velociraptor, Wazuh, Get-WinEvent, OpenWEC, Fluent Bit, OpenTelemetry). The first one: no record of an event log that Curfew knows: Windows' own names (EventID, winlog, Event, System) are not in it",
    ],
    ["{".repeat(100_000), "it begins like JSON, but holds no whole object near its beginning"],
    ["BZh91AY&SY", "a bzip2 archive: unpack it, or pack it with gzip or zip"],
    [
      "\u0030\0\0\0LfLe\u0001\0\0\0",
      "an event log of Windows XP or 2003 (EVT): wevtutil epl OLD.evt NEW.evtx /lf:true makes an EVTX",
    ],
    [
      "Keywords,Date and Time,Source,Event ID\r\nAudit Success,3/2/2026 9:00:00 AM,Security,4624\r\n",
      "columns (CSV): their times and words are in the language of a screen. Save the log as EVTX or XML instead",
    ],
    [
      '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">',
      "PowerShell's Export-Clixml: Get-WinEvent | ForEach-Object ToXml writes what can be read",
    ],
    ["Dear diary", `not a log that Curfew reads: ${READ}`],
    ["\0".repeat(100_000), `not a log that Curfew reads: ${READ}`],
  ])("%.20j is one reject in words", async (text, reason) => {
    const { events, rejects, report } = await readLog(Buffer.from(text));
    expect(events).toEqual([]);
    expect(rejects.map((reject) => reject.reason)).toEqual([reason]);
    expect(report).toMatchObject({ format: text.startsWith("PK") ? "zip" : "unknown", records: 0 });
  });
});

describe("a source that fails", () => {
  test("halfway: what came is kept, and that it was cut off is told", async () => {
    const whole = await readLog(evtx);
    const packed = gzipSync(evtx);
    const { events, rejects } = await readLog(packed.subarray(0, packed.length - 1000));
    expect(events.length).toBeGreaterThan(100);
    expect(events).toEqual(whole.events.slice(0, events.length));
    expect(rejects.at(-1)?.reason).toBe("it cannot be read any further: unexpected end of file");
  });
  test("at once", async () => {
    const bad = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(50, 7)]);
    expect((await readLog(bad)).rejects.map(({ reason }) => reason)).toEqual([
      "in gzip: it cannot be read any further: unknown compression method",
    ]);
    expect((await readLog(gzipSync(gzipSync(evtx)))).rejects[0]?.reason).toBe(
      "in gzip: gzip inside of gzip: unpack it first",
    );
  });
});

test("ten gigabytes of zeros behind a log in gzip are refused after a few hundred megabytes", async () => {
  const zeros = gzipSync(new Uint8Array(16 * 1024 * 1024));
  async function* bomb() {
    yield gzipSync(evtx);
    for (let n = 0; n < 640; n++) yield zeros;
  }
  const { report, rejects } = await readLog(bomb());
  expect(rejects.at(-1)?.reason).toContain("it unpacks to more than a hundred times its size: refused");
  expect(report.kept).toBe(400);
  expect(report.bytes).toBeLessThan(300 * 1024 * 1024);
});

test("the reader runs in a worker, and asks nothing of Node", async () => {
  const contents = `
    import { readEvtx } from "./lib/ingest/evtx/read-evtx";
    globalThis.onBytes = (bytes) => {
      const ids = [];
      const reader = readEvtx({ event: ({ event }) => ids.push(event.eventId), reject() {} });
      reader.push(bytes);
      reader.finish();
      return { ids, tally: reader.tally };
    };`;
  const built = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: "neutral",
    format: "iife",
  });
  const main = `const { parentPort, workerData } = require("node:worker_threads"); parentPort.postMessage(onBytes(workerData));`;
  const worker = new Worker(`${built.outputFiles[0]?.text}\n${main}`, { eval: true, workerData: evtx });
  const [{ ids, tally }] = await once(worker, "message");
  const { events, report } = await readLog(evtx);
  expect(ids).toEqual(events.map(({ event }) => event.eventId));
  expect(tally.bytes).toBe(report.bytes);
});

test("every reader runs in a worker thread", async () => {
  const contents = `
    import { parentPort, workerData } from "node:worker_threads";
    import { openLog } from "./lib/ingest/open-log";
    async function* pieces() { yield workerData; }
    const log = await openLog(pieces());
    const ids = [];
    for await (const { events } of log.batches) for (const { event } of events) ids.push(event.recordId);
    parentPort.postMessage({ ids, format: log.format });`;
  const built = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  const code = `data:text/javascript,${encodeURIComponent(built.outputFiles[0]?.text ?? "")}`;
  const xml = `<Events>${SAMPLES.map((record) => eventXml(record)).join("")}</Events>`;
  for (const bytes of [evtx, nxlog, Buffer.from(xml)]) {
    const worker = new Worker(new URL(code), { workerData: bytes });
    const [{ ids, format }] = await once(worker, "message");
    const { events, report } = await readLog(bytes);
    expect([ids, format]).toEqual([events.map(({ event }) => event.recordId), report.format]);
  }
});

function utmp(type: number, line: string, user: string, seconds: number): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt16LE(type, 0);
  record.write(line, 8);
  record.write(user, 44);
  record.writeUInt32LE(seconds, 340);
  return record;
}
