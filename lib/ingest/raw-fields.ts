import type { RawFields } from "./log-reader";
import type { WindowsRecord } from "./windows-record";

const MAX_FIELDS = 256;
/** A message is boilerplate in somebody's language; its beginning is enough. */
const MAX_FIELD = 4096;
const MAX_TEXT = 32 * 1024;
const MAX_DEPTH = 12;

/** Fields as they are kept beside an event: bounded, and free of the one character that a database cannot hold. */
export function rawFields(fields: Iterable<readonly [string, string]>): RawFields {
  const kept = new KeptFields();
  for (const [name, value] of fields) if (!kept.add(name, value)) break;
  return kept.raw;
}

/** What stands in a record's head, then its own fields. */
export function rawRecord(record: WindowsRecord): RawFields {
  return rawFields([...headOf(record), ...record.fields()]);
}

function headOf(record: WindowsRecord): [string, string][] {
  const { channel, provider, computer, eventId, recordId, at } = record;
  const time = Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
  const head: [string, string | null][] = [
    ["Provider", provider],
    ["EventID", String(eventId)],
    ["TimeCreated", time],
    ["EventRecordID", String(recordId)],
    ["Channel", channel],
    ["Computer", computer],
  ];
  return head.filter((field): field is [string, string] => field[1] !== null);
}

/** The leaves of a JSON value, by their path. */
export function rawLeaves(value: unknown): RawFields {
  const kept = new KeptFields();
  gatherLeaves(value, ROOT, 0, kept);
  return kept.raw;
}

class KeptFields {
  readonly raw: Record<string, string> = {};
  #count = 0;
  #length = 0;

  /** False once there is enough. */
  add(name: string, value: string): boolean {
    const kept = withoutNul(value.length > MAX_FIELD ? `${value.slice(0, MAX_FIELD)}…` : value);
    this.#length += name.length + kept.length;
    if (++this.#count > MAX_FIELDS || this.#length > MAX_TEXT) return false;
    if (name !== "__proto__") this.raw[withoutNul(name)] = kept;
    return true;
  }
}

/** Paths are the same in record after record: each is put together once. */
interface PathNode {
  readonly path: string;
  readonly inner: Map<string, PathNode>;
}

const ROOT: PathNode = { path: "", inner: new Map() };
/** A hostile log must not make them many. */
const MAX_PATHS = 10_000;
let paths = 0;

function gatherLeaves(value: unknown, node: PathNode, depth: number, kept: KeptFields): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== "object") return kept.add(node.path, String(value));
  if (depth >= MAX_DEPTH) return true;
  for (const key in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (!gatherLeaves(inner, nodeIn(node, key), depth + 1, kept)) return false;
  }
  return true;
}

function nodeIn(node: PathNode, key: string): PathNode {
  let inner = node.inner.get(key);
  if (inner === undefined) {
    inner = { path: node.path === "" ? key : `${node.path}.${key}`, inner: new Map() };
    if (paths < MAX_PATHS && inner.path.length < 256) {
      paths++;
      node.inner.set(key, inner);
    }
  }
  return inner;
}

function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\u2400") : text;
}
