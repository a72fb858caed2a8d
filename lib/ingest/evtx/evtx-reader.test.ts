import { describe, expect, test } from "vitest";
import { CHUNK_BYTES, FILE_HEAD } from "./layout";
import { type WrittenEvent, writeEvtx } from "./testing/evtx-writer";
import { logonData, officeDays } from "./testing/office-day";
import { readAll } from "./testing/read-all";
import { sealChunk } from "./testing/seal-chunk";
import type { WrittenValue } from "./testing/written-value";

const AT = Date.UTC(2026, 2, 2, 9, 0, 0, 123) + 0.4375;

function fieldsOf(event: Partial<WrittenEvent>) {
  const { records, rejects } = readAll(writeEvtx([{ recordId: 1, eventId: 4624, at: AT, ...event }]));
  expect(rejects).toEqual([]);
  return records[0]?.fields;
}

test("what stands around the data", () => {
  const { records } = readAll(
    writeEvtx([{ recordId: 2 ** 40 + 3, eventId: 4624, at: AT, computer: "TS-04.corp" }]),
  );
  expect(records).toEqual([
    {
      recordId: 2 ** 40 + 3,
      eventId: 4624,
      at: AT,
      provider: "Microsoft-Windows-Security-Auditing",
      channel: "Security",
      computer: "TS-04.corp",
      fields: {},
    },
  ]);
});

test.each<[WrittenValue, string]>([
  [["String", "Grüße, 世界 😀"], "Grüße, 世界 😀"],
  [["String", "ends in zeros\0\0"], "ends in zeros"],
  [["String", "x".repeat(9000)], "x".repeat(9000)],
  [["String", ""], ""],
  [["AnsiString", "caf\u00e9\0"], "café"],
  [["Int8", -7], "-7"],
  [["UInt8", 250], "250"],
  [["Int16", -30_000], "-30000"],
  [["UInt16", 65_535], "65535"],
  [["Int32", -2_000_000_000], "-2000000000"],
  [["UInt32", 4_294_967_295], "4294967295"],
  [["Int64", -9_007_199_254_740_993n], "-9007199254740993"],
  [["UInt64", 18_446_744_073_709_551_615n], "18446744073709551615"],
  [["Float", 0.5], "0.5"],
  [["Double", -1e300], "-1e+300"],
  [["Bool", true], "true"],
  [["Bool", false], "false"],
  [["Binary", Uint8Array.of(0xde, 0xad, 0x0f)], "DEAD0F"],
  [["Guid", "{54849625-5478-4994-A5BA-3E3B0328C30D}"], "{54849625-5478-4994-A5BA-3E3B0328C30D}"],
  [["SizeT", 0xffff_ffff_0000n], "0xffffffff0000"],
  [["FileTime", AT], "2026-03-02T09:00:00.1234375Z"],
  [["SystemTime", Date.UTC(2026, 2, 2, 9, 5, 7, 8)], "2026-03-02T09:05:07.008Z"],
  [["Sid", "S-1-5-21-4294967295-2-3-1104"], "S-1-5-21-4294967295-2-3-1104"],
  [["HexInt32", 0x3e7], "0x3e7"],
  [["HexInt64", 0xffff_ffff_ffff_ffffn], "0xffffffffffffffff"],
  [["HexInt64", 0x1_0000_0003n], "0x100000003"],
])("%s keeps its type and every digit", (value, text) => {
  expect(fieldsOf({ data: [["Value", value]] })).toEqual({ Value: text });
});

describe("where data stand", () => {
  test("a value that is absent has no field", () => {
    expect(fieldsOf({ data: [["Value", ["Null", null]]] })).toEqual({});
  });
  test("elements without a name are numbered, an array repeats its element", () => {
    const data = [[null, ["Strings", ["8:00", "", "3"]]] as const, [null, ["String", "last"]] as const];
    expect(fieldsOf({ data, binary: Uint8Array.of(1, 2) })).toEqual({
      Binary: "0102",
      param1: "8:00",
      param2: "",
      param3: "3",
      param4: "last",
    });
  });
  test("UserData is read by its elements", () => {
    const data = [["SubjectUserName", ["String", "ann"]] as const];
    expect(fieldsOf({ userData: "LogFileCleared", data })).toEqual({ SubjectUserName: "ann" });
  });
  test("a name that comes twice is kept twice", () => {
    const data = [["A", ["UInt8", 1]] as const, ["A", ["UInt8", 2]] as const];
    expect(fieldsOf({ data })).toEqual({ A: "1", "A#2": "2" });
  });
});

describe("a log of many chunks", () => {
  const events = officeDays(200);
  const bytes = writeEvtx(events);

  test("is read whole, in order, and every byte is accounted for", () => {
    const { records, rejects, tally } = readAll(bytes);
    expect(bytes.length).toBeGreaterThan(3 * CHUNK_BYTES);
    expect(records.map(({ recordId, eventId, at }) => [recordId, eventId, at])).toEqual(
      events.map(({ recordId, eventId, at }) => [recordId, eventId, at]),
    );
    expect(rejects).toEqual([]);
    expect(tally).toMatchObject({ bytes: bytes.length, records: events.length, checksumFaults: 0 });
    expect(tally.recordBytes + tally.structureBytes + tally.freeBytes).toBe(bytes.length);
  });
  test.each([1, 7, 4096, 65_535, 65_537, 1_000_000])("reads the same in pieces of %i bytes", (pieceBytes) => {
    const few = bytes.subarray(0, FILE_HEAD + 2 * CHUNK_BYTES);
    expect(readAll(few, { pieceBytes })).toEqual(readAll(few));
  });
  test("begins at a chunk when its header is gone", () => {
    expect(readAll(bytes.subarray(FILE_HEAD)).records).toEqual(readAll(bytes).records);
  });
  test("goes on behind another one", () => {
    const twice = readAll(Buffer.concat([bytes, bytes]));
    expect(twice.tally).toMatchObject({ records: 2 * events.length, rejectedBytes: 0 });
  });
  test("ends in unused chunks", () => {
    const longer = Buffer.concat([bytes, new Uint8Array(3 * CHUNK_BYTES + 100)]);
    const { tally } = readAll(longer);
    expect(tally).toMatchObject({ bytes: longer.length, records: events.length, rejectedBytes: 0 });
  });
  test("unwanted records are counted, and never decoded", () => {
    const broken = Uint8Array.from(bytes);
    const at = utf16At(broken, "C:\\files\\0-3.dll") - 2;
    // Were its values looked at, their end would be missed.
    const sizes = findSizes(broken, at);
    broken[sizes] = 0xff;
    const { records, rejects, tally } = readAll(broken, { wanted: new Set([4624, 4647]) });
    expect(records).toHaveLength(400);
    expect(rejects).toEqual([]);
    expect(tally).toMatchObject({ kept: 400, skipped: events.length - 400 });
    expect(readAll(broken).rejects).toHaveLength(1);
  });
});

describe("the free space of a chunk", () => {
  const written = writeEvtx(officeDays(1));
  const view = new DataView(written.buffer, FILE_HEAD);
  const free = view.getUint32(48, true);
  const last = view.getUint32(44, true);

  test("holds what was written before: it is not read", () => {
    const stale = Uint8Array.from(written);
    stale.set(written.subarray(FILE_HEAD + 512, FILE_HEAD + 4096), FILE_HEAD + free);
    expect(readAll(stale).records).toEqual(readAll(written).records);
  });
  test("began later when the header lags behind its records", () => {
    const lagging = Uint8Array.from(written);
    new DataView(lagging.buffer, FILE_HEAD).setUint32(48, last, true);
    expect(readAll(lagging).records).toEqual(readAll(written).records);
  });
  test("began elsewhere when the header is wrong", () => {
    for (const wrong of [0, 511, 520, last + 8, CHUNK_BYTES + 1, 0xffff_ffff]) {
      const broken = Uint8Array.from(written);
      new DataView(broken.buffer, FILE_HEAD).setUint32(48, wrong, true);
      expect(readAll(broken).records, `${wrong}`).toEqual(readAll(written).records);
    }
  });
  test("can hold the next chunk where bytes were lost", () => {
    const two = writeEvtx(officeDays(100)).subarray(0, FILE_HEAD + 2 * CHUNK_BYTES);
    const { records } = readAll(two);
    const shorter = Buffer.concat([
      two.subarray(0, FILE_HEAD + CHUNK_BYTES - 8),
      two.subarray(FILE_HEAD + CHUNK_BYTES),
    ]);
    expect(readAll(shorter).records).toEqual(records);
  });
});

test("a damaged definition serves its own chunk alone", () => {
  const data = logonData("ann", 0x1234);
  const events = Array.from({ length: 500 }, (_, i) => ({ recordId: i + 1, eventId: 4624, at: AT, data }));
  const bytes = writeEvtx(events);
  const first = bytes.subarray(FILE_HEAD, FILE_HEAD + CHUNK_BYTES);
  const at = utf16At(first, "TargetUserName");
  first[at] = "X".charCodeAt(0);
  const { records, tally } = readAll(bytes);
  const logons = records.filter(({ eventId }) => eventId === 4624);
  expect(tally.checksumFaults).toBe(1);
  expect(logons[0]?.fields).toHaveProperty("XargetUserName", "ann");
  expect(logons.at(-1)?.fields).toHaveProperty("TargetUserName", "ann");
  // With checksums that hold it is what the log says.
  sealChunk(first);
  expect(
    readAll(bytes)
      .records.filter(({ eventId }) => eventId === 4624)
      .at(-1)?.fields,
  ).toHaveProperty("XargetUserName");
});

function utf16At(bytes: Uint8Array, text: string): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(Buffer.from(text, "utf16le"));
  expect(at).toBeGreaterThan(0);
  return at;
}

/** The outer sizes of the record that holds an offset: the one of the last value, the event's data. */
function findSizes(bytes: Uint8Array, inside: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let record = inside & ~7;
  while (view.getUint32(record, true) !== 0x2a2a) record -= 8;
  const chunk = FILE_HEAD + Math.floor((record - FILE_HEAD) / CHUNK_BYTES) * CHUNK_BYTES;
  const instance = record + 24 + 4;
  const definition = view.getUint32(instance + 6, true) + chunk;
  const count =
    definition === instance + 10 ? definition + 24 + view.getUint32(definition + 20, true) : instance + 10;
  return count + 4 + 14 * 4 + 1;
}
