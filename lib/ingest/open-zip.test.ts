import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { officeDays } from "./evtx/testing/office-day";
import { readLog } from "./testing/read-log";
import { SAMPLES } from "./testing/sample-records";
import { eventXml, JSON_DIALECTS } from "./testing/write-dialects";
import { writeZip, type ZippedFile } from "./testing/write-zip";

const evtx = writeEvtx(officeDays(60));
const xml = Buffer.from(`<Events>${SAMPLES.map((record) => eventXml(record)).join("\n")}</Events>`);
const json = Buffer.from(
  SAMPLES.map((record) => JSON.stringify(JSON_DIALECTS.winlogbeat8(record))).join("\n"),
);

const idsIn = async (bytes: Uint8Array) =>
  (await readLog(bytes)).events.map(({ event }) => `${event.eventId} ${event.recordId}`);

describe("a zip", () => {
  test.each([1, 13, 1000, 1_000_000])(
    "of logs is read from the front, in pieces of %i",
    async (pieceBytes) => {
      const zip = writeZip([
        { name: "logs/", bytes: new Uint8Array(0), method: "stored" },
        { name: "logs/Security.evtx", bytes: evtx },
        { name: "__MACOSX/logs/._Security.evtx", bytes: Buffer.from("noise") },
        { name: "a.xml", bytes: xml, method: "stored" },
        { name: "b.json", bytes: json, isSizeBehind: true },
        { name: "c.json", bytes: json, isZip64: true },
        { name: "d.json", bytes: json, isZip64: true, isSizeBehind: true },
      ]);
      const { report, events, rejects } = await readLog(zip, { pieceBytes });
      expect(rejects).toEqual([]);
      expect(report).toMatchObject({ format: "zip", isCompressed: true });
      expect(report.entries.map(({ name, format, kept }) => [name, format, kept])).toEqual([
        ["logs/Security.evtx", "evtx", 240],
        ["a.xml", "xml", SAMPLES.length],
        ["b.json", "winlogbeat", SAMPLES.length],
        ["c.json", "winlogbeat", SAMPLES.length],
        ["d.json", "winlogbeat", SAMPLES.length],
      ]);
      expect(report.bytes).toBe(evtx.length + xml.length + 3 * json.length);
      const one = await idsIn(json);
      expect(events.map(({ event }) => `${event.eventId} ${event.recordId}`)).toEqual([
        ...(await idsIn(evtx)),
        ...(await idsIn(xml)),
        ...one,
        ...one,
        ...one,
      ]);
    },
  );

  const refused: [string, Omit<ZippedFile, "name">, string][] = [
    [
      "a zip in it",
      { bytes: writeZip([{ name: "a.json", bytes: json }]) },
      "zip inside of zip: unpack it first",
    ],
    ["gzip in it", { bytes: gzipSync(json) }, "gzip inside of zip: unpack it first"],
    ["an encrypted file", { bytes: json, flags: 1 }, "encrypted: unpack it with its password first"],
    [
      "Deflate64",
      { bytes: json, method: 9 },
      "packed with Deflate64, as Windows does with large files: pack it with gzip or 7-Zip",
    ],
    ["another method", { bytes: json, method: 14 }, "packed in a way (14) that is not read: use deflate"],
    [
      "a file that is no log",
      { bytes: Buffer.from("Dear diary") },
      "not a log that Curfew reads: EVTX, Event XML, JSON of event logs, wtmp, wtmp.db, or these in gzip or zip",
    ],
    [
      "a checksum that does not hold",
      { bytes: json, crc: 7 },
      "its checksum does not hold: what was read of it may be wrong",
    ],
    ["an empty file", { bytes: Buffer.alloc(0) }, "the file is empty"],
  ];
  test.each(refused)("with %s tells so of that file, and reads the next", async (_, file, reason) => {
    const zip = writeZip([
      { name: "first", ...file },
      { name: "second.xml", bytes: xml },
    ]);
    const { rejects, report } = await readLog(zip);
    expect(rejects.map((reject) => [reject.entry, reject.reason])).toEqual([["first", reason]]);
    expect(report.entries.at(-1)).toMatchObject({ name: "second.xml", kept: SAMPLES.length });
  });

  test("whose files cannot be told apart ends there, in words", async () => {
    const zip = writeZip([
      { name: "a", bytes: json, method: "stored", isSizeBehind: true },
      { name: "b", bytes: json },
    ]);
    expect((await readLog(zip)).rejects.map(({ reason }) => reason)).toEqual([
      "stored without its size: pack it with deflate; what follows it in the archive cannot be found",
    ]);
  });

  test("that is cut off keeps what came before", async () => {
    const zip = writeZip([
      { name: "a.xml", bytes: xml },
      { name: "b.evtx", bytes: evtx },
    ]);
    const { report, rejects } = await readLog(zip.subarray(0, Math.floor(zip.length * 0.6)));
    expect(report.entries[0]).toMatchObject({ name: "a.xml", kept: SAMPLES.length });
    expect(rejects.at(-1)?.reason).toMatch(/the archive ends inside of a file|cut off here/);
    const locked = writeZip([{ name: "locked", bytes: evtx, flags: 1 }]);
    expect((await readLog(locked.subarray(0, 500))).rejects.map(({ reason }) => reason)).toEqual([
      "encrypted: unpack it with its password first",
      "the archive is damaged or cut off here: no file begins",
    ]);
    const empty = writeZip([]);
    expect((await readLog(empty)).rejects.map(({ reason }) => reason)).toEqual(["the archive holds no file"]);
  });

  test("of gigabytes of zeros is refused after a few hundred megabytes, and leaves the others alone", async () => {
    const unfinished = { finishFlush: constants.Z_FULL_FLUSH };
    const zeros = deflateRawSync(new Uint8Array(16_000_000), unfinished);
    const packed = Buffer.concat([
      deflateRawSync(evtx, unfinished),
      ...Array.from({ length: 600 }, () => zeros),
    ]);
    const bomb = { name: "bomb.evtx", bytes: evtx, packed };
    const { rejects, report } = await readLog(writeZip([bomb, { name: "after.xml", bytes: xml }]));
    expect(rejects.map(({ entry, reason }) => [entry, reason])).toEqual([
      [
        "bomb.evtx",
        "it cannot be read any further: it unpacks to more than a hundred times its size: refused",
      ],
    ]);
    expect(report.bytes).toBeLessThan(300_000_000);
    expect(report.entries.at(-1)).toMatchObject({ name: "after.xml", kept: SAMPLES.length });
  });
});
