import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { type Cell, type ExportFormat, type Table, tableFile } from "./table-file";

const AT = Date.parse("2026-11-20T14:02:07.120Z");
const HOSTILE = [
  "=1+1",
  "+441234",
  "-2",
  "@SUM(A1)",
  "\t=1",
  "＝1+1",
  'a"b,c\r\nd',
  "<b>&amp;]]>",
  "m.okafor",
];

async function* rowsOf(rows: readonly (readonly Cell[])[]) {
  yield* rows;
}

function table(rows: readonly (readonly Cell[])[]): Table {
  return {
    columns: [
      { name: "account", kind: "text" },
      { name: "minutes", kind: "number" },
      { name: "at", kind: "instant" },
    ],
    rows: rowsOf(rows),
  };
}

async function bytesOf(format: ExportFormat, rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of tableFile(format, table(rows)).bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("CSV: every cell that a spreadsheet would run is text, and quoting survives", async () => {
  const text = (
    await bytesOf("csv", [...HOSTILE.map((name) => [name, -3, AT]), [null, null, null]])
  ).toString();
  expect(text.startsWith("\ufeffaccount,minutes,at\r\n")).toBe(true);
  expect(text.slice(1).split("\r\n").slice(1, 5)).toEqual([
    "'=1+1,-3,2026-11-20T14:02:07.120Z",
    "'+441234,-3,2026-11-20T14:02:07.120Z",
    "'-2,-3,2026-11-20T14:02:07.120Z",
    "'@SUM(A1),-3,2026-11-20T14:02:07.120Z",
  ]);
  expect(text).toContain("'\t=1,-3");
  expect(text).toContain("'＝1+1,-3");
  expect(text).toContain('"a""b,c\r\nd",-3');
  expect(text.endsWith("\r\n,,\r\n")).toBe(true);
});

test("NDJSON: the values as they are", async () => {
  const lines = (
    await bytesOf("ndjson", [
      ["=1+1", 2.5, AT],
      [null, null, null],
    ])
  )
    .toString()
    .trim()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { account: "=1+1", minutes: 2.5, at: "2026-11-20T14:02:07.120Z" },
    { account: null, minutes: null, at: null },
  ]);
});

/** The other program; a machine may be without it. */
const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("XLSX: another program unpacks it and finds text, numbers and dates", async () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => [HOSTILE[i % HOSTILE.length] ?? "", i, AT + i]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-xlsx-"));
  try {
    const file = path.join(folder, "book.xlsx");
    fs.writeFileSync(file, await bytesOf("xlsx", rows));
    const read = (name: string) =>
      execFileSync("python3", ["-c", UNPACK, file, name], { encoding: "utf8", maxBuffer: 1e8 });
    const sheet = read("xl/worksheets/sheet1.xml");
    expect(sheet.match(/<row>/g)).toHaveLength(5_001);
    expect(sheet).not.toContain("<f>");
    expect(sheet).toContain('<t xml:space="preserve">=1+1</t>');
    expect(sheet).toContain("&lt;b&gt;&amp;amp;]]&gt;");
    const serial = (AT - Date.UTC(1899, 11, 30)) / 86_400_000;
    expect(sheet).toContain(`<c><v>0</v></c><c s="2"><v>${serial}</v></c>`);
    expect(read("[Content_Types].xml")).toContain("/xl/worksheets/sheet1.xml");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

/** Checks every checksum, then parses the part as XML and prints it. */
const UNPACK = `
import sys, zipfile, xml.dom.minidom
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
part = book.read(sys.argv[2]).decode("utf-8")
xml.dom.minidom.parseString(part)
sys.stdout.write(part)
`;

test("XLSX: what XML cannot say becomes a visible mark", async () => {
  const book = await bytesOf("xlsx", [["a\u0000b\ud800c\uffff😀", null, null]]);
  expect(book.subarray(0, 4).toString("latin1")).toBe("PK\u0003\u0004");
  expect(book.length).toBeGreaterThan(500);
});
