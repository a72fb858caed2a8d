import type { ChunkBytes } from "./chunk-bytes";
import { Damage } from "./damage";
import type { Interned } from "./interned";

/** Types of BinXml values, [MS-EVEN6] 2.2.12; an array of one has the top bit set. */
export const VALUE = {
  Null: 0x00,
  String: 0x01,
  AnsiString: 0x02,
  Int8: 0x03,
  UInt8: 0x04,
  Int16: 0x05,
  UInt16: 0x06,
  Int32: 0x07,
  UInt32: 0x08,
  Int64: 0x09,
  UInt64: 0x0a,
  Float: 0x0b,
  Double: 0x0c,
  Bool: 0x0d,
  Binary: 0x0e,
  Guid: 0x0f,
  SizeT: 0x10,
  FileTime: 0x11,
  SystemTime: 0x12,
  Sid: 0x13,
  HexInt32: 0x14,
  HexInt64: 0x15,
  BinXml: 0x21,
} as const;
export const ARRAY = 0x80;

/** Bytes of the types that have always the same; 0 where the size is the value's own. */
const WIDTH = [0, 0, 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 4, 0, 16, 0, 8, 16, 0, 4, 8];
const SMALL = Array.from({ length: 4096 }, (_, i) => String(i));
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

/** A value in the words in which Windows renders it as XML; null where there is none. */
export function valueText(
  chunk: ChunkBytes,
  interned: Interned,
  offset: number,
  bytes: number,
  type: number,
): string | null {
  if (type === VALUE.String) return interned.utf16(chunk, offset, bytes);
  if (bytes === 0) return type === VALUE.Null ? null : "";
  if (type & ARRAY) return arrayTexts(chunk, interned, offset, bytes, type).join("\n");
  if (bytes < (WIDTH[type] ?? 0)) throw new Damage("a value is shorter than its type");
  const { view } = chunk;
  switch (type) {
    case VALUE.Null:
    case VALUE.BinXml:
      return null;
    case VALUE.AnsiString:
      return ansi(view, offset, bytes);
    case VALUE.Int8:
      return String(view.getInt8(offset));
    case VALUE.UInt8:
      return SMALL[view.getUint8(offset)] ?? "";
    case VALUE.Int16:
      return String(view.getInt16(offset, true));
    case VALUE.UInt16:
      return decimal(view.getUint16(offset, true));
    case VALUE.Int32:
      return String(view.getInt32(offset, true));
    case VALUE.UInt32:
      return decimal(view.getUint32(offset, true));
    case VALUE.Int64:
      return String(view.getBigInt64(offset, true));
    case VALUE.UInt64:
      return view.getUint32(offset + 4, true) === 0
        ? decimal(view.getUint32(offset, true))
        : String(view.getBigUint64(offset, true));
    case VALUE.Float:
      return String(view.getFloat32(offset, true));
    case VALUE.Double:
      return String(view.getFloat64(offset, true));
    case VALUE.Bool:
      return view.getUint32(offset, true) ? "true" : "false";
    case VALUE.Guid:
      return guid(view, offset);
    case VALUE.SizeT:
      return interned.hex(view.getUint32(offset, true), bytes >= 8 ? view.getUint32(offset + 4, true) : 0);
    case VALUE.FileTime:
      return fileTime(view, offset);
    case VALUE.SystemTime:
      return systemTime(view, offset);
    case VALUE.Sid:
      return interned.sid(chunk, offset, bytes);
    case VALUE.HexInt32:
      return interned.hex(view.getUint32(offset, true), 0);
    case VALUE.HexInt64:
      return interned.hex(view.getUint32(offset, true), view.getUint32(offset + 4, true));
    default:
      return binary(view, offset, bytes);
  }
}

export function arrayTexts(
  chunk: ChunkBytes,
  interned: Interned,
  offset: number,
  bytes: number,
  type: number,
): string[] {
  const of = type & ~ARRAY;
  if (of === VALUE.String)
    return chunk
      .utf16(offset, bytes >> 1)
      .replace(/\0$/, "")
      .split("\0");
  const width = WIDTH[of] ?? 0;
  if (width === 0) return [binary(chunk.view, offset, bytes)];
  const texts: string[] = [];
  for (let at = 0; at + width <= bytes; at += width)
    texts.push(valueText(chunk, interned, offset + at, width, of) ?? "");
  return texts;
}

function decimal(value: number): string {
  return value < SMALL.length ? (SMALL[value] ?? "") : String(value);
}

function ansi(view: DataView, offset: number, bytes: number): string {
  let end = offset + bytes;
  while (end > offset && view.getUint8(end - 1) === 0) end--;
  let text = "";
  for (let at = offset; at < end; at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}

function binary(view: DataView, offset: number, bytes: number): string {
  let text = "";
  for (let at = offset; at < offset + bytes; at++) text += HEX[view.getUint8(at)];
  return text.toUpperCase();
}

function guid(view: DataView, offset: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const rest = Array.from({ length: 8 }, (_, i) => HEX[view.getUint8(offset + 8 + i)]);
  const head = `${hex(view.getUint32(offset, true), 8)}-${hex(view.getUint16(offset + 4, true), 4)}-${hex(view.getUint16(offset + 6, true), 4)}`;
  return `{${head}-${rest.slice(0, 2).join("")}-${rest.slice(2).join("")}}`.toUpperCase();
}

/** 100 ns, seven digits. */
function fileTime(view: DataView, offset: number): string {
  const ticks = view.getBigUint64(offset, true);
  const ms = Number(ticks / 10_000n) - 11_644_473_600_000;
  return `${new Date(ms).toISOString().slice(0, -5)}.${String(ticks % 10_000_000n).padStart(7, "0")}Z`;
}

function systemTime(view: DataView, offset: number): string {
  const word = (i: number, digits = 2) => String(view.getUint16(offset + i * 2, true)).padStart(digits, "0");
  return `${word(0, 4)}-${word(1)}-${word(3)}T${word(4)}:${word(5)}:${word(6)}.${word(7, 3)}Z`;
}
