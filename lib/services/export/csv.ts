import type { Cell, Column, Table } from "./table-file";

/** A spreadsheet runs a cell that begins like this as a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** RFC 4180, with the mark that makes spreadsheets read it as UTF-8. Text that would be a formula gets an apostrophe. */
export async function* csvRows({ columns, rows }: Table): AsyncGenerator<string> {
  yield `\ufeff${columns.map(({ name }) => quoted(name)).join(",")}\r\n`;
  for await (const row of rows)
    yield `${columns.map((column, i) => cell(column, row[i] ?? null)).join(",")}\r\n`;
}

function cell({ kind }: Column, value: Cell): string {
  if (value === null) return "";
  if (kind === "instant") return new Date(Number(value)).toISOString();
  if (typeof value === "number") return String(value);
  return quoted(FORMULA.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
