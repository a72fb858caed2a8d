import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { officeDays } from "./evtx/testing/office-day";
import { readJsonValue } from "./json/read-json-record";
import { openLog } from "./open-log";
import { readOtlp } from "./otlp/read-otlp";
import { DAMAGES, randomFrom } from "./testing/damage";
import { readLog } from "./testing/read-log";
import { SAMPLES } from "./testing/sample-records";
import { eventXml, evtxEvent, JSON_DIALECTS, OTEL_SHAPES } from "./testing/write-dialects";
import { otlpJson, otlpProtobuf } from "./testing/write-otlp";
import { writeZip } from "./testing/write-zip";
import { readXmlEvent } from "./xml/read-xml-event";

/** So many damaged files. A long run: CURFEW_RUNS=100000. */
const RUNS = Number(process.env.CURFEW_RUNS ?? 200);
/** Far more than any input here takes, on a machine that is busy. */
const SLOWEST_MS = 60_000;

const xml = SAMPLES.map((record) => eventXml(record)).join("\r\n");
const jsonLines = (name: keyof typeof JSON_DIALECTS) =>
  SAMPLES.map((record) => JSON.stringify(JSON_DIALECTS[name](record))).join("\n");
const wtmp = Buffer.alloc(384 * 40);
for (let i = 0; i < 40; i++) {
  wtmp.writeInt16LE(i % 2 === 0 ? 7 : 8, i * 384);
  wtmp.write(`pts/${i}`, i * 384 + 8);
  wtmp.write("ann", i * 384 + 44);
  wtmp.writeUInt32LE(1_772_438_400 + i, i * 384 + 340);
}
const evtx = Buffer.from(writeEvtx([...SAMPLES.map(evtxEvent), ...officeDays(20)]));
const bodies = SAMPLES.map(OTEL_SHAPES.list);

const INPUTS: Readonly<Record<string, Buffer>> = {
  evtx,
  "Event XML": Buffer.from(`<Events>${xml}</Events>`),
  "Event XML in UTF-16": Buffer.from(`\ufeff${xml}`, "utf16le"),
  ...Object.fromEntries(
    (Object.keys(JSON_DIALECTS) as (keyof typeof JSON_DIALECTS)[]).map((name) => [
      name,
      Buffer.from(jsonLines(name)),
    ]),
  ),
  "an indented list": Buffer.from(JSON.stringify(SAMPLES.map(JSON_DIALECTS.powershell), null, 2)),
  "an indented list in UTF-16": Buffer.from(
    `\ufeff${JSON.stringify(SAMPLES.map(JSON_DIALECTS.evtxDump), null, 2)}`,
    "utf16le",
  ).swap16(),
  "OTLP in lines": Buffer.concat([otlpJson(bodies), Buffer.from("\n"), otlpJson(bodies)]),
  wtmp,
  gzip: gzipSync(jsonLines("nxlog")),
  zip: writeZip([
    { name: "a.xml", bytes: Buffer.from(xml) },
    { name: "b.json", bytes: Buffer.from(jsonLines("wazuh")), isSizeBehind: true },
    { name: "c.evtx", bytes: evtx, method: "stored" },
  ]),
};
const all = Object.values(INPUTS);

async function within<T>(work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const done = await work();
  expect(performance.now() - startedAt).toBeLessThan(SLOWEST_MS);
  return done;
}

describe("damaged files end in records and rejects that account for every byte", () => {
  test.each(Object.entries(INPUTS))(
    "%s",
    async (name, bytes) => {
      const random = randomFrom(name.length * 7919 + bytes.length);
      for (const [what, damage] of Object.entries(DAMAGES)) {
        for (let run = 0; run < RUNS / all.length / 8; run++) {
          let damaged = damage(bytes, random, all);
          if (random() < 0.2) damaged = DAMAGES["flipped bits"]?.(damaged, random, all) ?? damaged;
          const pieceBytes = [61, 4096, 65_536, 1_000_000][Math.floor(random() * 4)] ?? 4096;
          const keepRaw = random() < 0.3;
          const { report, events } = await within(() => readLog(damaged, { pieceBytes, keepRaw }));
          expect(
            report.rejected + report.records + report.structureBytes + report.freeBytes,
            what,
          ).toBeGreaterThan(0);
          for (const { event } of events) expect(Number.isInteger(event.recordId), what).toBe(true);
        }
      }
    },
    1_000_000,
  );

  test("what comes over HTTP", async () => {
    const random = randomFrom(4711);
    const options = { utcOffsetMinutes: 0, keepRaw: true };
    const requests = [otlpProtobuf(bodies), otlpJson(bodies), Buffer.from(xml)].map((bytes) =>
      Buffer.from(bytes),
    );
    for (let run = 0; run < RUNS / 100; run++) {
      for (const damage of Object.values(DAMAGES)) {
        const damaged = requests.map((request) => damage(request, random, requests));
        await within(() => {
          for (const one of damaged) {
            for (const kind of ["json", "protobuf"] as const) for (const _ of readOtlp(one, kind, options));
            readXmlEvent(one.toString(), options);
          }
        });
      }
      const value = confused(JSON.parse(jsonLines("ecs").split("\n")[run % 40] ?? "{}"), random);
      expect(() => readJsonValue(value, options)).not.toThrow();
    }
  }, 1_000_000);
});

/** The same names, but values of any kind under them. */
function confused(value: unknown, random: () => number, depth = 0): unknown {
  const odd = [null, [], {}, "", "x", -1, 1e300, Number.NaN, true, [[["a"]]], { Value: {} }, "\ud800", "0x"];
  if (random() < 0.15) return odd[Math.floor(random() * odd.length)];
  if (typeof value !== "object" || value === null || depth > 6) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, confused(inner, random, depth + 1)]),
  );
}

describe("what is hostile ends in bounded time and memory", () => {
  const MiB = 1024 * 1024;
  async function* repeated(head: Uint8Array, piece: Uint8Array, times: number) {
    yield head;
    for (let n = 0; n < times; n++) yield piece;
  }
  const text = (words: string) => Buffer.from(words);
  const logon = JSON.stringify(JSON_DIALECTS.nxlog(SAMPLES[1] ?? (undefined as never)));
  const GIGABYTES = process.env.CURFEW_RUNS ? 10 : 1 / 16;
  const MEBIBYTES = process.env.CURFEW_RUNS ? 8 : 2;

  test.each<[string, Uint8Array, Uint8Array]>([
    ["zeros", new Uint8Array(MiB), new Uint8Array(MiB)],
    ["zeros behind JSON", text(`${logon}\n`), new Uint8Array(MiB)],
    ["zeros behind XML", text(xml), new Uint8Array(MiB)],
    ["zeros behind a binary log", evtx, new Uint8Array(MiB)],
    ["one line", text(`${logon}\n{"a":"`), Buffer.alloc(MiB, "x")],
    ["one event", text(`${xml}<Event><System>`), Buffer.alloc(MiB, "y")],
    ["one object of a list", text(`[${logon},{"a":"`), Buffer.alloc(MiB, "z")],
    ["starts of events", text(xml), Buffer.alloc(MiB, "<Event >")],
    ["ends of events", text(xml), Buffer.alloc(MiB, "</Event>")],
    ["brackets", text(`[${logon},`), Buffer.alloc(MiB, "[")],
    ["braces", text(`[${logon},`), Buffer.alloc(MiB, "{")],
    ["lines of braces", text(`[\n${logon},\n`), Buffer.alloc(MiB, "{\n")],
    ["quotes", text(`[${logon},`), Buffer.alloc(MiB, '"\n')],
    ["empty lines", text(`${logon}\n`), Buffer.alloc(MiB, "\n")],
    ["comments", text(xml), Buffer.alloc(MiB, "<!---->")],
  ])(
    "%s",
    async (name, head, piece) => {
      const times = name.startsWith("zeros")
        ? GIGABYTES * 1024
        : name === "lines of braces"
          ? MEBIBYTES / 2
          : MEBIBYTES;
      const before = process.memoryUsage.rss();
      const counts = await within(async () => {
        const log = await openLog(repeated(head, piece, times));
        let rejects = 0;
        let events = 0;
        for await (const batch of log.batches) {
          rejects += batch.rejects.length;
          events += batch.events.length;
        }
        const { recordBytes, structureBytes, freeBytes, rejectedBytes, bytes, rejected } = log.report();
        expect(recordBytes + structureBytes + freeBytes + rejectedBytes).toBe(bytes);
        expect(rejects).toBe(rejected);
        return { events, bytes };
      });
      if (name !== "zeros") expect(counts.events).toBeGreaterThan(0);
      expect(process.memoryUsage.rss() - before).toBeLessThan(600 * MiB);
    },
    600_000,
  );
});
