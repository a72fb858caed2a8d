/**
 * The bytes of an SQLite database (sqlite.org/fileformat2.html), read only: tables by their b-tree, with overflow pages. Left
 * out: indexes, tables without row ids, and what a write-ahead log beside the file holds.
 */
export class DatabaseFile {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #pageBytes: number;
  /** Of a page, without what extensions reserve at its end. */
  readonly #usable: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER || !isDatabase(bytes)) throw new DamagedDatabase("no database of SQLite");
    const size = this.#view.getUint16(16);
    this.#pageBytes = size === 1 ? 65_536 : size;
    this.#usable = this.#pageBytes - this.#view.getUint8(20);
    if (!PAGE_SIZES.has(this.#pageBytes) || this.#usable < 480)
      throw new DamagedDatabase("its page size cannot be");
    if (this.#view.getUint32(56) > 1) throw new DamagedDatabase("its text is not UTF-8");
  }

  /** Written to a log beside it first: this file alone may lack the latest rows. */
  get hasWriteAheadLog(): boolean {
    return this.#view.getUint8(18) === 2;
  }

  /** The root page and the column names of a table; null where there is none of that name. */
  findTable(name: string): { readonly root: number; readonly columns: readonly string[] } | null {
    for (const { values } of this.rows(1)) {
      const [type, found, , root, sql] = values;
      if (type !== "table" || found !== name || typeof root !== "number" || typeof sql !== "string") continue;
      const inside = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
      const columns = inside.split(",").map((column) => /^\s*"?(\w+)/.exec(column)?.[1]?.toLowerCase() ?? "");
      return { root, columns };
    }
    return null;
  }

  /** Every row below a root page, by row id. A page that is met twice is damage, not a loop. */
  *rows(root: number): Generator<Row> {
    const seen = new Set<number>();
    const waiting = [root];
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      if (seen.has(page)) throw new DamagedDatabase(`page ${page} stands in two places`);
      seen.add(page);
      const { start, head } = this.#page(page);
      const kind = this.#view.getUint8(head);
      const count = this.#view.getUint16(head + 3);
      const cells = head + (kind === INTERIOR ? 12 : 8);
      if (cells + 2 * count > start + this.#pageBytes) throw new DamagedDatabase(`page ${page} is too full`);
      const at = (i: number) => start + this.#view.getUint16(cells + 2 * i);
      if (kind === INTERIOR) {
        waiting.push(this.#view.getUint32(head + 8));
        for (let i = count - 1; i >= 0; i--) waiting.push(this.#uint32(at(i)));
      } else if (kind === LEAF) {
        for (let i = 0; i < count; i++) yield this.#row(at(i), start + this.#usable);
      } else throw new DamagedDatabase(`page ${page} is not a table's`);
    }
  }

  #page(page: number): { start: number; head: number } {
    const start = (page - 1) * this.#pageBytes;
    if (page < 1 || start + this.#pageBytes > this.#bytes.length)
      throw new DamagedDatabase(`page ${page} is not in the file`);
    return { start, head: page === 1 ? start + HEADER : start };
  }

  #row(at: number, end: number): Row {
    const size = this.#varint(at);
    const id = this.#varint(size.next);
    const payload = this.#payload(id.next, size.value, end);
    return { id: id.value, values: readRecord(payload), bytes: id.next - at + size.value };
  }

  #payload(at: number, size: number, end: number): Uint8Array {
    if (size > this.#bytes.length) throw new DamagedDatabase("a row is longer than the file");
    const most = this.#usable - 35;
    if (size <= most) {
      if (at + size > end) throw new DamagedDatabase("a row runs out of its page");
      return this.#bytes.subarray(at, at + size);
    }
    const least = Math.floor(((this.#usable - 12) * 32) / 255 - 23);
    const fitting = least + ((size - least) % (this.#usable - 4));
    const local = fitting <= most ? fitting : least;
    const whole = new Uint8Array(size);
    whole.set(this.#bytes.subarray(at, at + local));
    let page = this.#uint32(at + local);
    for (let filled = local; filled < size; ) {
      const { start } = this.#page(page);
      const piece = Math.min(this.#usable - 4, size - filled);
      whole.set(this.#bytes.subarray(start + 4, start + 4 + piece), filled);
      filled += piece;
      page = this.#view.getUint32(start);
    }
    return whole;
  }

  #uint32(at: number): number {
    if (at + 4 > this.#bytes.length) throw new DamagedDatabase("a pointer leads out of the file");
    return this.#view.getUint32(at);
  }

  #varint(at: number): { value: number; next: number } {
    return varintAt(this.#bytes, at);
  }
}

export interface Row {
  readonly id: number;
  readonly values: readonly Value[];
  /** In the table's pages, head and overflow included. */
  readonly bytes: number;
}

export type Value = string | number | null;

/** The file is not what it should be. */
export class DamagedDatabase extends Error {
  override readonly name = "DamagedDatabase";
}

export function isDatabase(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

const MAGIC = new TextEncoder().encode("SQLite format 3\0");
const HEADER = 100;
const INTERIOR = 0x05;
const LEAF = 0x0d;
const PAGE_SIZES = new Set([512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536]);
const decoder = new TextDecoder();

function readRecord(payload: Uint8Array): Value[] {
  const head = varintAt(payload, 0);
  const values: Value[] = [];
  let body = head.value;
  for (let at = head.next; at < head.value; ) {
    const { value: serial, next } = varintAt(payload, at);
    const bytes = sizeOf(serial);
    if (body + bytes > payload.length) throw new DamagedDatabase("a value runs out of its row");
    values.push(readValue(payload.subarray(body, body + bytes), serial));
    body += bytes;
    at = next;
  }
  return values;
}

/** Serial types: 1–6 integers, 7 a float, 8 and 9 the numbers 0 and 1, from 12 on blobs and texts by turns. */
function sizeOf(serial: number): number {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial] ?? 0;
}

function readValue(bytes: Uint8Array, serial: number): Value {
  if (serial >= 13 && serial % 2 === 1) return decoder.decode(bytes);
  if (serial === 8 || serial === 9) return serial - 8;
  if (serial < 1 || serial > 7) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (serial === 7) return view.getFloat64(0);
  if (bytes.length === 8) return Number(view.getBigInt64(0));
  let value = view.getInt8(0);
  for (let i = 1; i < bytes.length; i++) value = value * 256 + view.getUint8(i);
  return value;
}

/** Seven bits a byte, the ninth whole. */
function varintAt(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0n;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new DamagedDatabase("a number runs out of the file");
    if (i === 8) return { value: Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), next: at + 9 };
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value: Number(value), next: at + i + 1 };
  }
  throw new DamagedDatabase("a number does not end");
}
