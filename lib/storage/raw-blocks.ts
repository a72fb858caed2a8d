import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { CopyWriter } from "./copy-writer";

export interface PlacedRaw {
  /** Of each record: its block and its line; null where it has no raw record. */
  readonly blockOf: readonly (number | null)[];
  readonly lineOf: readonly (number | null)[];
  readonly blocks: readonly string[];
}

/** Whoever reads one record unpacks its block: larger ones pack little better. */
const MAX_LINES = 100;
const MAX_CHARS = 64 * 1024;

/** Keeps raw records, each the text of a JSON object on one line, in blocks that the database packs. */
export async function copyRawBlocks(
  client: pg.ClientBase,
  raw: readonly (string | Buffer | null)[],
): Promise<PlacedRaw> {
  const blockOf: (number | null)[] = [];
  const lineOf: (number | null)[] = [];
  const blocks: (string | Buffer)[][] = [];
  let chars = Number.POSITIVE_INFINITY;
  let lines: (string | Buffer)[] = [];
  for (const text of raw) {
    if (text === null) {
      blockOf.push(null);
      lineOf.push(null);
      continue;
    }
    if (lines.length >= MAX_LINES || chars + text.length > MAX_CHARS) {
      lines = [];
      chars = 0;
      blocks.push(lines);
    }
    blockOf.push(blocks.length - 1);
    lineOf.push(lines.length);
    lines.push(text);
    chars += text.length;
  }
  if (blocks.length === 0) return { blockOf, lineOf, blocks: [] };
  const { rows } = await client.query<{ id: string }>(
    "SELECT nextval(pg_get_serial_sequence('audit_raw', 'id')) AS id FROM generate_series(1, $1::int)",
    [blocks.length],
  );
  const ids = rows.map(({ id }) => id);
  const out = new CopyWriter(blocks.length * MAX_CHARS);
  for (const [i, list] of blocks.entries()) {
    out.row(3);
    out.bigint(Number(ids[i]));
    out.int(list.length);
    out.lines(list);
  }
  const stream = client.query(copyFrom("COPY audit_raw (id, events, lines) FROM STDIN (FORMAT binary)"));
  stream.end(out.end());
  await finished(stream);
  return { blockOf: blockOf.map((n) => (n === null ? null : Number(ids[n]))), lineOf, blocks: ids };
}
