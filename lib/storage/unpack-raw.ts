import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Database } from "./database";

const inflate = promisify(gunzip);

/** More is never kept as it came; see `MAX_KEPT_BYTES` of the doors. */
const MAX_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

type Place = readonly [block: number, line: number];

/**
 * Raw records as `raw_of` answers them, field by field: what was kept in the gzip that it was sent in is unpacked here,
 * each block once.
 */
export async function unpackRaw(db: Database, raw: readonly unknown[]): Promise<unknown[]> {
  const places = raw.map(placeOf);
  const wanted = new Map<number, number[]>();
  for (const place of places) {
    if (place) wanted.set(place[0], [...(wanted.get(place[0]) ?? []), place[1]]);
  }
  if (wanted.size === 0) return [...raw];
  const lines = new Map<string, string>();
  // One after the other: unpacked, each may be of some megabytes.
  for (const [block, numbers] of wanted) {
    for (const [number, line] of await readLines(db, block, numbers)) lines.set(`${block} ${number}`, line);
  }
  const unpacked: unknown[] = [];
  for (const [i, place] of places.entries()) {
    if (!place) unpacked.push(raw[i]);
    else unpacked.push(await leavesOf(db, lines.get(place.join(" ")) ?? null));
  }
  return unpacked;
}

function placeOf(raw: unknown): Place | null {
  if (typeof raw !== "object" || raw === null || !("packed" in raw) || !Array.isArray(raw.packed))
    return null;
  return [Number(raw.packed[0]), Number(raw.packed[1])];
}

async function readLines(
  db: Database,
  block: number,
  numbers: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await db.pool.query<{ packed: Buffer | null }>(
    "SELECT packed FROM audit_raw WHERE id = $1",
    [block],
  );
  const packed = rows[0]?.packed;
  const found = new Map<number, string>();
  if (!packed) return found;
  const bytes = await inflate(packed, { maxOutputLength: MAX_BYTES });
  const wanted = new Set(numbers);
  for (let number = 0, from = 0; from < bytes.length && found.size < wanted.size; number++) {
    const next = bytes.indexOf(NEWLINE, from);
    const to = next < 0 ? bytes.length : next;
    if (wanted.has(number)) found.set(number, bytes.toString("utf8", from, to).trimEnd());
    from = to + 1;
  }
  return found;
}

/** By the database, as it does with its own blocks; a line that is no JSON to it is shown as it is. */
async function leavesOf(db: Database, line: string | null): Promise<unknown> {
  if (line === null) return null;
  try {
    const { rows } = await db.pool.query<{ raw: unknown }>("SELECT leaves_of($1::jsonb) AS raw", [line]);
    return rows[0]?.raw ?? null;
  } catch {
    return { line };
  }
}
