import type { Cell, Column, Table } from "./table-file";
import { zipFile } from "./zip";

/** What a sheet holds at most, its heading included. */
const MOST_ROWS = 1_048_576;
const MOST_TEXT = 32_767;
/** Day 0 of a spreadsheet's calendar. */
const EPOCH = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;
const HEADING = 1;
const INSTANT = 2;

/** A workbook of one sheet. Its text cells are text and never formulas; instants are dates in UTC. */
export function xlsxFile(table: Table): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  const fixed = Object.entries(PARTS).map(([name, xml]) => ({ name, bytes: once(encoder.encode(xml)) }));
  return zipFile([...fixed, { name: "xl/worksheets/sheet1.xml", bytes: sheet(table) }]);
}

async function* sheet({ columns, rows }: Table): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const widths = columns.map(
    ({ kind }, i) => `<col min="${i + 1}" max="${i + 1}" width="${WIDTH[kind]}" customWidth="1"/>`,
  );
  let text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>`;
  text += rowXml(columns.map(({ name }) => textCell(name, HEADING)));
  let count = 1;
  for await (const row of rows) {
    if (count === MOST_ROWS - 1) {
      text += rowXml([textCell("A sheet holds no more rows: take CSV or NDJSON for all of it.", HEADING)]);
      break;
    }
    text += rowXml(columns.map((column, i) => cell(column, row[i] ?? null)));
    count++;
    if (text.length < 64 * 1024) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(`${text}</sheetData></worksheet>`);
}

const WIDTH: Record<Column["kind"], number> = { text: 24, number: 12, instant: 24 };

function rowXml(cells: readonly string[]): string {
  return `<row>${cells.join("")}</row>`;
}

function cell({ kind }: Column, value: Cell): string {
  if (value === null) return "<c/>";
  if (kind === "instant") return `<c s="${INSTANT}"><v>${(Number(value) - EPOCH) / DAY}</v></c>`;
  return typeof value === "number" ? `<c><v>${value}</v></c>` : textCell(value, 0);
}

function textCell(text: string, style: number): string {
  return `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

const NAMED: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What XML cannot say at all: control characters, halves of pairs, the two non-characters. */
const UNSAYABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escaped(text: string): string {
  return text
    .slice(0, MOST_TEXT)
    .replace(UNSAYABLE, "\ufffd")
    .replace(/[&<>]/g, (character) => NAMED[character] ?? "");
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const PARTS: Record<string, string> = {
  "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Curfew" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};
