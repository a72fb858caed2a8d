import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { officeDays } from "./evtx/testing/office-day";
import type { LoggedEvent } from "./log-reader";
import { openLog } from "./open-log";
import type { Reject } from "./report";

/** One buffer for all pieces, as a file is read. */
async function* pieces(bytes: Uint8Array, size = 100_000) {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
    buffer.fill(0xee);
  }
}

async function read(source: Uint8Array | AsyncIterable<Uint8Array>) {
  const log = await openLog(source instanceof Uint8Array ? pieces(source) : source);
  const events: LoggedEvent[] = [];
  const rejects: Reject[] = [];
  for await (const batch of log.batches) {
    events.push(...batch.events);
    rejects.push(...batch.rejects);
  }
  const report = log.report();
  const { recordBytes, structureBytes, freeBytes, rejectedBytes } = report;
  expect(recordBytes + structureBytes + freeBytes + rejectedBytes).toBe(report.bytes);
  expect(rejects).toHaveLength(report.rejected);
  return { events, rejects, report };
}

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
    const plain = await read(bytes);
    expect(plain.report).toMatchObject({
      format,
      isCompressed: false,
      bytes: bytes.length,
      kept,
      rejected: 0,
    });
    const packed = await read(gzipSync(bytes));
    expect(packed.report).toEqual({ ...plain.report, isCompressed: true });
    expect(packed.events).toEqual(plain.events);
  });
  test("a chunk alone, and a log whose header is gone", async () => {
    const whole = await read(evtx);
    expect((await read(evtx.subarray(4096))).events).toEqual(whole.events);
    const headless = Uint8Array.from(evtx).fill(0xaa, 0, 4096);
    const damaged = await read(headless);
    expect(damaged.events).toEqual(whole.events);
    expect(damaged.rejects).toEqual([{ offset: 0, bytes: 4096, line: null, reason: "no chunk begins here" }]);
  });
  test.each([
    ["", "the file is empty"],
    ["PK\u0003\u0004", "a zip archive: unpack it first"],
    ["\ufeff<Events>", "XML, which is not read yet: export it as EVTX"],
    [
      '{"event_id":4624}',
      "JSON, but no record of NXLog (Channel, EventID, RecordNumber, EventTime) is among its first lines",
    ],
    ["{".repeat(100_000), "it begins like JSON, but none of its first lines is an object"],
    ["Dear diary", "not a log that Curfew reads: EVTX, JSON of NXLog, wtmp, or one of these in gzip"],
    ["\0".repeat(100_000), "not a log that Curfew reads: EVTX, JSON of NXLog, wtmp, or one of these in gzip"],
  ])("%.20j is one reject in words", async (text, reason) => {
    const { events, rejects, report } = await read(Buffer.from(text));
    expect(events).toEqual([]);
    expect(rejects.map((reject) => reject.reason)).toEqual([reason]);
    expect(report).toMatchObject({ format: "unknown", records: 0 });
  });
});

describe("a source that fails", () => {
  test("halfway: what came is kept, and that it was cut off is told", async () => {
    const whole = await read(evtx);
    const packed = gzipSync(evtx);
    const { events, rejects } = await read(packed.subarray(0, packed.length - 1000));
    expect(events.length).toBeGreaterThan(100);
    expect(events).toEqual(whole.events.slice(0, events.length));
    expect(rejects.at(-1)?.reason).toBe("it cannot be read any further: unexpected end of file");
  });
  test("at once", async () => {
    const bad = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(50, 7)]);
    expect((await read(bad)).rejects.map(({ reason }) => reason)).toEqual([
      "in gzip: it cannot be read any further: unknown compression method",
    ]);
    expect((await read(gzipSync(gzipSync(evtx)))).rejects[0]?.reason).toBe(
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
  const { report, rejects } = await read(bomb());
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
  const { events, report } = await read(evtx);
  expect(ids).toEqual(events.map(({ event }) => event.eventId));
  expect(tally.bytes).toBe(report.bytes);
});

function utmp(type: number, line: string, user: string, seconds: number): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt16LE(type, 0);
  record.write(line, 8);
  record.write(user, 44);
  record.writeUInt32LE(seconds, 340);
  return record;
}
