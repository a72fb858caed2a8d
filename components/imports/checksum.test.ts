import { crc32 as native } from "node:zlib";
import { expect, test } from "vitest";
import { checksumOfStart, crc32 } from "./checksum";

const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 7919) & 0xff);

test("is the server's, in one go and in pieces", () => {
  expect(crc32(bytes)).toBe(native(bytes));
  expect(crc32(bytes.subarray(777), crc32(bytes.subarray(0, 777)))).toBe(native(bytes));
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("of the beginning of a file", async () => {
  expect(await checksumOfStart(new Blob([bytes]), 5_000)).toBe(native(bytes.subarray(0, 5_000)));
  expect(await checksumOfStart(new Blob([bytes]), 0)).toBe(0);
});
