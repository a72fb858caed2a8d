/** A row as SQLite keeps it; null in the first column stands for the row id. */
export type TableRow = readonly (string | number | null)[];

interface Table {
  readonly name: string;
  readonly sql: string;
  readonly rows: readonly TableRow[];
  readonly pageBytes?: number;
}

const HEADER = 100;

/** An SQLite database with one table, by sqlite.org/fileformat2.html: leaves, an interior page where needed, overflow. */
export function writeDatabase({ name, sql, rows, pageBytes = 4_096 }: Table): Uint8Array {
  const pages: Uint8Array[] = [new Uint8Array(pageBytes)];
  const leaves: { page: number; lastId: number }[] = [];
  let cells: Uint8Array[] = [];
  const flush = (lastId: number) => {
    pages.push(leafPage(cells, pageBytes, 0));
    leaves.push({ page: pages.length, lastId });
    cells = [];
  };
  for (const [index, row] of rows.entries()) {
    const cell = cellOf(index + 1, record(row), pageBytes, pages);
    const used = cells.reduce((sum, each) => sum + each.length + 2, 8);
    if (used + cell.length + 2 > pageBytes) flush(index);
    cells.push(cell);
  }
  flush(rows.length);
  const root = rootOf(leaves, pages, pageBytes);
  const schema = cellOf(1, record(["table", name, name, root, sql]), pageBytes, pages);
  pages[0] = leafPage([schema], pageBytes, HEADER);
  const whole = Buffer.concat(pages);
  whole.write("SQLite format 3\0", 0, "latin1");
  whole.writeUInt16BE(pageBytes === 65_536 ? 1 : pageBytes, 16);
  whole.set([1, 1, 0, 64, 32, 32], 18);
  whole.writeUInt32BE(pages.length, 28);
  whole.writeUInt32BE(4, 44);
  whole.writeUInt32BE(1, 56);
  return whole;
}

/** Levels of interior pages until one page is left. */
function rootOf(
  leaves: readonly { page: number; lastId: number }[],
  pages: Uint8Array[],
  pageBytes: number,
): number {
  let level = [...leaves];
  const perPage = Math.floor((pageBytes - 12) / 16);
  while (level.length > 1) {
    const above: { page: number; lastId: number }[] = [];
    for (let at = 0; at < level.length; at += perPage) {
      const part = level.slice(at, at + perPage);
      const last = part.at(-1);
      if (!last) break;
      pages.push(interiorPage(part.slice(0, -1), last.page, pageBytes));
      above.push({ page: pages.length, lastId: last.lastId });
    }
    level = above;
  }
  return level[0]?.page ?? 0;
}

function interiorPage(
  children: readonly { page: number; lastId: number }[],
  rightmost: number,
  pageBytes: number,
): Uint8Array {
  const cells = children.map(({ page, lastId }) => {
    const pointer = Buffer.alloc(4);
    pointer.writeUInt32BE(page);
    return Buffer.concat([pointer, varint(lastId)]);
  });
  const page = pageOf(0x05, cells, pageBytes, 0, 12);
  page.writeUInt32BE(rightmost, 8);
  return page;
}

function leafPage(cells: readonly Uint8Array[], pageBytes: number, offset: number): Uint8Array {
  return pageOf(0x0d, cells, pageBytes, offset, 8);
}

function pageOf(kind: number, cells: readonly Uint8Array[], pageBytes: number, offset: number, head: number) {
  const page = Buffer.alloc(pageBytes);
  page.writeUInt8(kind, offset);
  page.writeUInt16BE(cells.length, offset + 3);
  let end = pageBytes;
  for (const [i, cell] of cells.entries()) {
    end -= cell.length;
    page.set(cell, end);
    page.writeUInt16BE(end, offset + head + 2 * i);
  }
  page.writeUInt16BE(end, offset + 5);
  return page;
}

function cellOf(id: number, payload: Buffer, pageBytes: number, pages: Uint8Array[]): Uint8Array {
  const head = Buffer.concat([varint(payload.length), varint(id)]);
  if (payload.length <= pageBytes - 35) return Buffer.concat([head, payload]);
  const least = Math.floor(((pageBytes - 12) * 32) / 255 - 23);
  const fitting = least + ((payload.length - least) % (pageBytes - 4));
  const local = fitting <= pageBytes - 35 ? fitting : least;
  const first = pages.length + 1;
  for (let at = local; at < payload.length; at += pageBytes - 4) {
    const page = Buffer.alloc(pageBytes);
    const isLast = at + pageBytes - 4 >= payload.length;
    page.writeUInt32BE(isLast ? 0 : pages.length + 2, 0);
    page.set(payload.subarray(at, at + pageBytes - 4), 4);
    pages.push(page);
  }
  const pointer = Buffer.alloc(4);
  pointer.writeUInt32BE(first);
  return Buffer.concat([head, payload.subarray(0, local), pointer]);
}

function record(row: TableRow): Buffer {
  const serials: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const value of row) {
    if (value === null) serials.push(varint(0));
    else if (typeof value === "string") {
      const text = Buffer.from(value);
      serials.push(varint(13 + 2 * text.length));
      bodies.push(text);
    } else {
      const number = Buffer.alloc(8);
      number.writeBigInt64BE(BigInt(value));
      serials.push(varint(6));
      bodies.push(number);
    }
  }
  const head = Buffer.concat(serials);
  return Buffer.concat([varint(head.length + 1), head, ...bodies]);
}

function varint(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}
