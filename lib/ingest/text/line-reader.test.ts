import { expect, test } from "vitest";
import type { Reject } from "../report";
import { LineReader } from "./line-reader";

function read(bytes: Uint8Array, pieceBytes: number) {
  const lines: string[] = [];
  const rejects: Reject[] = [];
  const reader = new LineReader(
    (text) => {
      lines.push(text.length > 20 ? `${text.length} characters` : text);
      return "kept";
    },
    (reject) => rejects.push(reject),
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  reader.finish();
  return { lines, rejects, tally: reader.ledger.tally };
}

test.each([1, 3, 1000, 10_000_000])(
  "in pieces of %i bytes the lines are the same, every byte is counted",
  (pieceBytes) => {
    const MiB = 1024 * 1024;
    const bytes = Buffer.concat([
      Buffer.from("\ufefffirst\r\n\n  \nzwölf 世界\n"),
      Buffer.from([0xff, 0xfe, 10]),
      Buffer.alloc(pieceBytes < 1000 ? 10 : MiB + 5, "x"),
      Buffer.from("\n"),
      Buffer.alloc(100, "y"),
      Buffer.from("\nlast"),
    ]);
    const { lines, rejects, tally } = read(bytes, pieceBytes);
    const isLong = pieceBytes >= 1000;
    expect(lines).toEqual([
      "first",
      "zwölf 世界",
      ...(isLong ? [] : ["xxxxxxxxxx"]),
      "100 characters",
      "last",
    ]);
    expect(rejects).toEqual([
      { offset: 28, bytes: 3, line: 5, reason: "the line is not UTF-8" },
      ...(isLong ? [{ offset: 31, bytes: MiB + 6, line: 6, reason: "the line is longer than 1 MiB" }] : []),
    ]);
    expect(tally.bytes).toBe(bytes.length);
    expect(tally.recordBytes + tally.structureBytes + tally.rejectedBytes).toBe(bytes.length);
  },
);
