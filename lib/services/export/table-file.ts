import { csvRows } from "./csv";
import { ndjsonRows } from "./ndjson";
import { xlsxFile } from "./xlsx";

export const EXPORT_FORMATS = ["csv", "xlsx", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Column {
  /** The heading, and the key of NDJSON. */
  readonly name: string;
  /** An instant is epoch milliseconds. */
  readonly kind: "text" | "number" | "instant";
}

export type Cell = string | number | null;

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Cell[]>;
}

export interface TableFile {
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface NamedFile extends TableFile {
  readonly fileName: string;
}

/** A table as a file that a person takes away, made while it is read: no size is too big. */
export function tableFile(format: ExportFormat, table: Table): TableFile {
  switch (format) {
    case "csv":
      return { contentType: "text/csv; charset=utf-8", bytes: gathered(csvRows(table)) };
    case "ndjson":
      return { contentType: "application/x-ndjson", bytes: gathered(ndjsonRows(table)) };
    case "xlsx":
      return {
        contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes: xlsxFile(table),
      };
  }
}

const PIECE = 64 * 1024;

/** Rows are short: many go into one piece. */
async function* gathered(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  for await (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
