import { expect, test } from "vitest";
import { fileTimeOf } from "./evtx/testing/written-value";
import { fromFileTime, fromIso, fromLocal } from "./instant";

const AT = Date.UTC(2026, 2, 2, 9, 0, 0, 123) + 0.4375;

test("a FILETIME and its rendering are the same instant", () => {
  const ticks = fileTimeOf(AT);
  expect(fromFileTime(Number(ticks & 0xffff_ffffn), Number(ticks >> 32n))).toBe(AT);
  expect(fromIso("2026-03-02T09:00:00.1234375Z")).toBe(AT);
  expect(fromIso("2026-03-02T09:00:00.123437500Z")).toBe(AT);
  // Whatever the bits, a calendar holds it.
  expect(fromFileTime(0xffff_ffff, 0xffff_ffff)).toBeLessThan(8.64e15);
});

test.each([
  ["2026-03-02T11:00:00+02:00", Date.UTC(2026, 2, 2, 9)],
  ["2026-03-02T09:00:00", Date.UTC(2026, 2, 2, 9)],
  ["2026-02-30T25:00:00Z", null],
  ["yesterday", null],
])("%s", (text, at) => expect(fromIso(text)).toBe(at));

test("a local time is that much earlier in UTC", () => {
  expect(fromLocal("2026-03-02 09:00:00", 345)).toBe(Date.UTC(2026, 2, 2, 3, 15));
  expect(fromLocal("02.03.2026 09:00", 0)).toBeNull();
});

test.each([
  ["2026-03-02T09:00:00Z", Date.UTC(2026, 2, 2, 9)],
  ["2026-03-02T23:59:59.987Z", Date.UTC(2026, 2, 2, 23, 59, 59, 987)],
  ["2026-03-03T00:00:00.000Z", Date.UTC(2026, 2, 3)],
  ["2026-03-03T24:00:00.000Z", Date.UTC(2026, 2, 4)],
  ["2026-03-03T09:60:00.000Z", null],
  ["2026-13-03T09:00:00.000Z", null],
  ["2026-03-03T09:00:00.12xZ", null],
  ["2026-03-03T09:00:00,123Z", null],
  ["2026-03-03 09:00:00.123Z", null],
  ["2026-03-03T0a:00:00Z", null],
  ["-026-03-03T09:00:00Z", null],
])("as most records write it: %s", (text, at) => {
  // Once more, when its day is known.
  for (let again = 0; again < 2; again++) expect(fromIso(text)).toBe(at);
});
