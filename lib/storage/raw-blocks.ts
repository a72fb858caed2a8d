import type pg from "pg";
import { copyIn } from "./copy-in";
import { CopyWriter } from "./copy-writer";

/** What somebody sent: lines that are JSON. */
export interface SentBody {
  /** As it came, where it is kept so: gzip. */
  packed: Buffer | null;
}

/** The text of a JSON object on one line, of which every character can be kept. */
export interface SentLine {
  readonly bytes: Buffer;
  /** Counted from 0. */
  readonly number: number;
  readonly body: SentBody;
}

type RawLine = string | SentLine;
type Lines = (string | Buffer)[];

export interface PlacedRaw {
  /** Of each record: its block and its line; null where it has no raw record. */
  readonly blockOf: readonly (number | null)[];
  readonly lineOf: readonly (number | null)[];
  readonly blocks: readonly number[];
}

/** Whoever reads one record unpacks its block: larger ones pack little better. */
const MAX_LINES = 100;
const MAX_CHARS = 64 * 1024;

interface Block {
  readonly content: Lines | Buffer;
  events: number;
}

/** Keeps raw records: in blocks of lines that the database packs, or in the gzip that they came in. */
export async function copyRawBlocks(
  client: pg.ClientBase,
  raw: readonly (RawLine | null)[],
): Promise<PlacedRaw> {
  const { blocks, blockOf, lineOf } = sortIntoBlocks(raw);
  if (blocks.length === 0) return { blockOf, lineOf, blocks: [] };
  const { rows } = await client.query<{ id: string }>({
    name: "raw-block-ids",
    text: "SELECT nextval(pg_get_serial_sequence('audit_raw', 'id')) AS id FROM generate_series(1, $1::int)",
    values: [blocks.length],
  });
  const ids = rows.map(({ id }) => Number(id));
  await copyIn(client, "audit_raw (id, events, lines, packed)", encode(blocks, ids));
  return { blockOf: blockOf.map((n) => (n === null ? null : (ids[n] ?? null))), lineOf, blocks: ids };
}

function sortIntoBlocks(raw: readonly (RawLine | null)[]) {
  const blockOf: (number | null)[] = [];
  const lineOf: (number | null)[] = [];
  const blocks: Block[] = [];
  const blockOfBody = new Map<SentBody, number>();
  let chars = Number.POSITIVE_INFINITY;
  let lines: Lines = [];
  let last = -1;
  const place = (block: number | null, line: number | null) => {
    blockOf.push(block);
    lineOf.push(line);
    const found = block === null ? undefined : blocks[block];
    if (found) found.events++;
  };
  const begin = (content: Block["content"]) => blocks.push({ content, events: 0 }) - 1;
  for (const one of raw) {
    if (one === null) {
      place(null, null);
    } else if (typeof one === "object" && one.body.packed !== null) {
      const { body, number } = one;
      const block = blockOfBody.get(body) ?? begin(one.body.packed);
      blockOfBody.set(body, block);
      place(block, number);
    } else {
      const text = typeof one === "string" ? one : one.bytes;
      if (lines.length >= MAX_LINES || chars + text.length > MAX_CHARS) {
        lines = [];
        chars = 0;
        last = begin(lines);
      }
      place(last, lines.length);
      lines.push(text);
      chars += text.length;
    }
  }
  return { blocks, blockOf, lineOf };
}

function encode(blocks: readonly Block[], ids: readonly number[]): Buffer {
  const out = new CopyWriter(blocks.length * MAX_CHARS);
  for (const [i, { content, events }] of blocks.entries()) {
    out.row(4);
    out.bigint(ids[i] ?? null);
    out.int(events);
    if (Array.isArray(content)) {
      out.lines(content);
      out.blob(null);
    } else {
      out.text(null);
      out.blob(content);
    }
  }
  return out.end();
}
