import { expect, test } from "vitest";
import { CHUNK_BYTES, FILE_HEAD } from "./layout";
import { writeEvtx } from "./testing/evtx-writer";
import { officeDays } from "./testing/office-day";
import { readAll } from "./testing/read-all";
import { seeded } from "./testing/seeded";

/** Reads it, and checks that records and rejects cover every byte once. */
function readCovered(bytes: Uint8Array) {
  const startedAt = performance.now();
  const found = readAll(bytes);
  const { tally, rejects } = found;
  expect(tally.bytes).toBe(bytes.length);
  expect(tally.recordBytes + tally.structureBytes + tally.freeBytes + tally.rejectedBytes).toBe(bytes.length);
  expect(rejects.reduce((sum, reject) => sum + reject.bytes, 0)).toBe(tally.rejectedBytes);
  expect(rejects).toHaveLength(tally.rejected);
  let end = 0;
  for (const { offset, bytes: length, reason } of rejects) {
    expect(offset).toBeGreaterThanOrEqual(end);
    expect(reason).not.toBe("");
    end = offset + length;
  }
  expect(end).toBeLessThanOrEqual(bytes.length);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  return found;
}

const small = writeEvtx(officeDays(3));
const whole = readAll(small).records;

test("cut off at every 64 bytes: what stands before the cut is read, the rest is told", () => {
  for (let length = 0; length <= small.length; length += 64) {
    const { records } = readCovered(small.subarray(0, length));
    expect(records).toEqual(whole.slice(0, records.length));
    if (length === FILE_HEAD + CHUNK_BYTES) expect(records).toHaveLength(whole.length);
  }
});

test("2,000 files with flipped bits", () => {
  const random = seeded(20_261_120);
  const used = FILE_HEAD + new DataView(small.buffer).getUint32(FILE_HEAD + 48, true);
  let intact = 0;
  for (let n = 0; n < 2000; n++) {
    const bytes = Uint8Array.from(small);
    for (let flips = 1 + random(4); flips > 0; flips--) {
      const at = random(used);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
    const { records } = readCovered(bytes);
    intact += records.filter((record) => record.recordId === whole[record.recordId - 1]?.recordId).length;
  }
  // One flip costs one record, or the records of one definition; hardly ever the chunk.
  expect(intact / (2000 * whole.length)).toBeGreaterThan(0.8);
});

test("500 files with stretches overwritten, removed and put in twice", () => {
  const random = seeded(7);
  const two = writeEvtx(officeDays(70)).subarray(0, FILE_HEAD + 2 * CHUNK_BYTES);
  for (let n = 0; n < 500; n++) {
    const from = random(two.length) & ~7;
    const until = Math.min(two.length, from + 8 + (random(3000) & ~7));
    const stretch = two.subarray(from, until);
    const damaged = [
      () => Buffer.concat([two.subarray(0, from), two.subarray(until)]),
      () => Buffer.concat([two.subarray(0, until), stretch, two.subarray(until)]),
      () => Uint8Array.from(two, (byte, i) => (i >= from && i < until ? random(256) : byte)),
    ][n % 3];
    const { records } = readCovered(damaged?.() ?? two);
    expect(records.length).toBeGreaterThan(100);
  }
});

test("nothing but noise", () => {
  const random = seeded(3);
  for (const length of [1, 7, 8, 511, 4096, 65_536, 200_000]) {
    const noise = Uint8Array.from({ length }, () => random(256));
    expect(readCovered(noise).records).toEqual([]);
  }
});

test("records that all point to definitions that overlap cost no more than a chunk can", () => {
  const bytes = new Uint8Array(FILE_HEAD + 8 * CHUNK_BYTES);
  bytes.set(small.subarray(0, FILE_HEAD + 512));
  const view = new DataView(bytes.buffer);
  for (let chunk = FILE_HEAD; chunk < bytes.length; chunk += CHUNK_BYTES) {
    bytes.set(small.subarray(FILE_HEAD, FILE_HEAD + 512), chunk);
    view.setUint32(chunk + 48, CHUNK_BYTES, true);
    for (let at = 512; at + 48 <= CHUNK_BYTES; at += 48) {
      const record = chunk + at;
      view.setUint32(record, 0x2a2a, true);
      view.setUint32(record + 4, 48, true);
      view.setUint32(record + 44, 48, true);
      view.setUint8(record + 24, 0x0c);
      // A definition of its own at every record, as long as the chunk lets it be.
      view.setUint32(record + 30, at + 34, true);
      if (at + 34 + 24 <= CHUNK_BYTES) view.setUint32(record + 34 + 20, CHUNK_BYTES - at - 34 - 24, true);
    }
  }
  expect(readCovered(bytes).records).toEqual([]);
});
