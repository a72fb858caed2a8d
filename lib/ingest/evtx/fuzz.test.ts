import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { EvtxReader } from "./evtx-reader";
import { CHUNK_BYTES, FILE_HEAD } from "./layout";
import { writeEvtx } from "./testing/evtx-writer";
import { fuzzEvtx } from "./testing/fuzz-evtx";
import { officeDays } from "./testing/office-day";
import { readAll } from "./testing/read-all";

const options = { timeout: 3_600_000 };
const files = Number(process.env.CURFEW_RUNS ?? 1500);
const CORPUS = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../../../shared/corpus");
const assorted = path.join(CORPUS, "assorted");
const real = existsSync(assorted) ? readdirSync(assorted).filter((name) => name.endsWith(".evtx")) : [];

test("written files, damaged in every way: never thrown, every byte told, in bounded time", options, () => {
  const fuzzed = fuzzEvtx({ files, seed: 20_261_121, sources: [] });
  expect(fuzzed.files).toBe(files);
  expect(fuzzed.records).toBeGreaterThan(files);
  expect(fuzzed.rejects).toBeGreaterThan(files / 10);
  expect(fuzzed.slowestMs).toBeLessThan(5000);
});

test.skipIf(real.length === 0)("so are real files", options, () => {
  const sources = real.map((name) => new Uint8Array(readFileSync(path.join(assorted, name))));
  const few = Math.ceil(files / 10);
  expect(fuzzEvtx({ files: few, seed: 7, sources }).files).toBe(few);
});

describe("what is whole is read, whatever surrounds it", () => {
  const days = officeDays(200);
  const whole = writeEvtx(days);
  const read = readAll(whole).records;

  test("a file that starts at a chunk, without a header", () => {
    expect(readAll(whole.subarray(FILE_HEAD)).records).toEqual(read);
  });
  test("a last chunk that is cut off, with every record before the cut", () => {
    const { records, rejects } = readAll(whole.subarray(0, whole.length - CHUNK_BYTES + 9001));
    expect(records).toEqual(read.slice(0, records.length));
    expect(records.at(-1)?.recordId).toBeGreaterThan(days.length - 200);
    expect(rejects).toHaveLength(1);
  });
  test.each([1, 3, 7, 9, 4095])(
    "%i bytes lost or put in before a chunk cost at most the chunk that they fall into",
    (odd) => {
      const at = FILE_HEAD + CHUNK_BYTES + 30_001;
      const lost = Buffer.concat([whole.subarray(0, at), whole.subarray(at + odd)]);
      const put = Buffer.concat([whole.subarray(0, at), new Uint8Array(odd).fill(1), whole.subarray(at)]);
      for (const bytes of [lost, put]) {
        const found = new Set(readAll(bytes).records.map(({ recordId }) => recordId));
        const missed = read.filter(({ recordId }) => !found.has(recordId)).map(({ recordId }) => recordId);
        expect(missed.length).toBeLessThan(130);
        expect(found).toContain(1);
        expect(found).toContain(days.length);
      }
    },
  );
});

test("gigabytes of zeros are free space, and take no longer than reading them", options, () => {
  const zeros = new Uint8Array(16 * 1024 * 1024);
  const rejects: unknown[] = [];
  const reader = new EvtxReader<null>({
    read: () => null,
    emit: () => {},
    reject: (one) => rejects.push(one),
    crc32,
  });
  // The long run makes it ten.
  const pieces = Math.ceil((process.env.CURFEW_RUNS ? 10e9 : 1e9) / zeros.length);
  const startedAt = performance.now();
  for (let n = 0; n < pieces; n++) reader.push(zeros);
  const tally = reader.finish();
  expect(tally).toMatchObject({ bytes: pieces * zeros.length, freeBytes: pieces * zeros.length, records: 0 });
  expect(rejects).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(120_000);
});
