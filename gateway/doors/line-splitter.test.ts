import fc from "fast-check";
import { expect, test } from "vitest";
import { ArraySplitter } from "./array-splitter";
import { LineSplitter, MAX_LINE_BYTES } from "./line-splitter";

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

function lines(splitter: LineSplitter, parts: readonly Buffer[]): (string | null)[] {
  const found: (string | null)[] = [];
  for (const part of parts)
    for (const { bytes } of splitter.push(part)) found.push(bytes?.toString() ?? null);
  for (const { bytes } of splitter.finish()) found.push(bytes?.toString() ?? null);
  return found;
}

test("lines are the same however the bytes are cut", () => {
  const text = fc.array(fc.string({ unit: "binary" }).map((line) => line.replaceAll(/[\r\n]/g, "")));
  fc.assert(
    fc.property(text, fc.array(fc.nat()), fc.constantFrom("\n", "\r\n"), (wanted, cuts, end) => {
      const bytes = Buffer.from(wanted.map((line) => line + end).join(""));
      const read = Buffer.from(wanted.join("\n")).toString();
      expect(lines(new LineSplitter(), pieces(bytes, cuts)).join("\n")).toBe(read);
    }),
  );
});

test("a line that is too long is told, not held, and the next one is read", () => {
  const long = Buffer.alloc(100_000, "x");
  const parts = [Buffer.from("a\n"), ...Array.from({ length: 30 }, () => long), Buffer.from("\nb")];
  expect(lines(new LineSplitter(), parts)).toEqual(["a", null, "b"]);
  const whole = Buffer.concat([Buffer.alloc(MAX_LINE_BYTES + 1, "x"), Buffer.from("\nb\n")]);
  expect(lines(new LineSplitter(), [whole])).toEqual([null, "b"]);
});

test("numbers count every line", () => {
  const splitter = new LineSplitter();
  const numbers = [...splitter.push(Buffer.from("\n\nc\n"))].map(({ number }) => number);
  expect(numbers).toEqual([1, 2, 3]);
});

function elements(parts: readonly Buffer[]): { values: unknown[]; fault: string | null } {
  const splitter = new ArraySplitter();
  const values: unknown[] = [];
  for (const part of parts) {
    for (const { bytes } of splitter.push(part)) values.push(bytes && JSON.parse(bytes.toString()));
  }
  return { values, fault: splitter.fault() };
}

test("the elements of an array are the same however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat()), fc.nat(2), (wanted, cuts, indent) => {
      const text = `${JSON.stringify(wanted, null, indent)}\n`;
      const { values, fault } = elements(pieces(Buffer.from(text), cuts));
      expect(fault).toBeNull();
      expect(JSON.stringify(values)).toBe(JSON.stringify(wanted));
    }),
  );
});

test("an array that is not closed, or not the end, is told", () => {
  expect(elements([Buffer.from('[{"a":1},{"b"')])).toEqual({
    values: [{ a: 1 }],
    fault: "the array is not closed",
  });
  expect(elements([Buffer.from("[1] [2]")])).toEqual({
    values: [1],
    fault: "something stands behind the array",
  });
});
