import { ARRAY, VALUE } from "../value";
import type { Built } from "./chunk-writer";

/** A value and how it is to be written. */
export type WrittenValue =
  | readonly ["Null", null]
  | readonly ["String" | "AnsiString" | "Sid" | "Guid", string]
  | readonly [
      "Int8" | "UInt8" | "Int16" | "UInt16" | "Int32" | "UInt32" | "Float" | "Double" | "HexInt32",
      number,
    ]
  | readonly ["Int64" | "UInt64" | "HexInt64" | "SizeT", number | bigint]
  | readonly ["Bool", boolean]
  | readonly ["Binary", Uint8Array]
  /** Epoch milliseconds. */
  | readonly ["FileTime" | "SystemTime", number]
  | readonly ["BinXml", Built]
  | readonly ["Strings", readonly string[]];

export function typeOf([type]: WrittenValue): number {
  return type === "Strings" ? VALUE.String | ARRAY : VALUE[type];
}

export function bytesOf(value: Exclude<WrittenValue, readonly ["BinXml", Built]>): Uint8Array {
  const [type, content] = value;
  const numeric = (bytes: number, write: (view: DataView) => void) => {
    const view = new DataView(new ArrayBuffer(bytes));
    write(view);
    return new Uint8Array(view.buffer);
  };
  switch (type) {
    case "Null":
      return new Uint8Array(0);
    case "String":
      return utf16(content);
    case "Strings":
      return utf16(content.map((text) => `${text}\0`).join(""));
    case "AnsiString":
      return Uint8Array.from(content, (character) => character.charCodeAt(0));
    case "Int8":
      return numeric(1, (view) => view.setInt8(0, content));
    case "UInt8":
      return numeric(1, (view) => view.setUint8(0, content));
    case "Int16":
      return numeric(2, (view) => view.setInt16(0, content, true));
    case "UInt16":
      return numeric(2, (view) => view.setUint16(0, content, true));
    case "Int32":
      return numeric(4, (view) => view.setInt32(0, content, true));
    case "UInt32":
    case "HexInt32":
      return numeric(4, (view) => view.setUint32(0, content, true));
    case "Float":
      return numeric(4, (view) => view.setFloat32(0, content, true));
    case "Double":
      return numeric(8, (view) => view.setFloat64(0, content, true));
    case "Int64":
      return numeric(8, (view) => view.setBigInt64(0, BigInt(content), true));
    case "UInt64":
    case "HexInt64":
    case "SizeT":
      return numeric(8, (view) => view.setBigUint64(0, BigInt(content), true));
    case "Bool":
      return numeric(4, (view) => view.setUint32(0, content ? 1 : 0, true));
    case "Binary":
      return content;
    case "FileTime":
      return numeric(8, (view) => view.setBigUint64(0, fileTimeOf(content), true));
    case "SystemTime":
      return systemTimeOf(content);
    case "Sid":
      return sidOf(content);
    case "Guid":
      return guidOf(content);
  }
}

export function fileTimeOf(at: number): bigint {
  const whole = Math.floor(at);
  return (BigInt(whole) + 11_644_473_600_000n) * 10_000n + BigInt(Math.round((at - whole) * 10_000));
}

export function utf16(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}

export function systemTimeOf(at: number): Uint8Array {
  const date = new Date(at);
  const words = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDay(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  ];
  return new Uint8Array(Uint16Array.from(words).buffer);
}

function sidOf(text: string): Uint8Array {
  const [, revision = "1", authority = "0", ...rest] = text.split("-");
  const view = new DataView(new ArrayBuffer(8 + rest.length * 4));
  view.setUint8(0, Number(revision));
  view.setUint8(1, rest.length);
  view.setUint16(2, Math.floor(Number(authority) / 2 ** 32));
  view.setUint32(4, Number(authority) % 2 ** 32);
  for (const [i, part] of rest.entries()) view.setUint32(8 + i * 4, Number(part), true);
  return new Uint8Array(view.buffer);
}

function guidOf(text: string): Uint8Array {
  const hex = text.replace(/[{}-]/g, "");
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], (i) => bytes[i] ?? 0);
}
