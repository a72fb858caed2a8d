import { CHUNK_BYTES, CHUNK_HEAD } from "../layout";
import { sealChunk } from "./seal-chunk";
import { bytesOf, fileTimeOf, typeOf, utf16, type WrittenValue } from "./written-value";

export interface Sub {
  readonly index: number;
  readonly type: number;
}

export interface WrittenElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string | Sub])[];
  readonly children: readonly (WrittenElement | Sub | string)[];
}

/** A definition under a key of its own, and the values of one instance. */
export interface Built {
  readonly key: string;
  readonly root: WrittenElement;
  readonly values: readonly WrittenValue[];
}

export class ChunkWriter {
  readonly #bytes = new Uint8Array(CHUNK_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  #at = CHUNK_HEAD;
  #lastRecordAt = CHUNK_HEAD;
  #names = new Map<string, number>();
  #definitions = new Map<string, number>();
  readonly #recordIds: number[] = [];

  /** False where the chunk has no room for it; then nothing of it was written. */
  add(recordId: number, at: number, event: Built): boolean {
    const before = { at: this.#at, names: new Map(this.#names), definitions: new Map(this.#definitions) };
    try {
      const from = this.#at;
      this.#u32(0x2a2a, 0);
      this.#u64(BigInt(recordId), fileTimeOf(at));
      this.#fragment(event);
      while ((this.#at + 4) % 8 !== 0) this.#u8(0);
      const bytes = this.#at + 4 - from;
      this.#u32(bytes);
      this.#view.setUint32(from + 4, bytes, true);
      this.#lastRecordAt = from;
      this.#recordIds.push(recordId);
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#bytes.fill(0, before.at);
      this.#at = before.at;
      this.#names = before.names;
      this.#definitions = before.definitions;
      return false;
    }
  }

  finish(): Uint8Array {
    this.#bytes.set(new TextEncoder().encode("ElfChnk\0"));
    const first = BigInt(this.#recordIds[0] ?? 0);
    const last = BigInt(this.#recordIds.at(-1) ?? 0);
    for (const [i, id] of [first, last, first, last].entries()) this.#view.setBigUint64(8 + i * 8, id, true);
    for (const [i, word] of [128, this.#lastRecordAt, this.#at].entries())
      this.#view.setUint32(40 + i * 4, word, true);
    sealChunk(this.#bytes);
    return this.#bytes;
  }

  #fragment({ key, root, values }: Built): void {
    this.#u8(0x0f, 1, 1, 0, 0x0c, 1);
    this.#u32(0);
    const known = this.#definitions.get(key);
    if (known !== undefined) this.#u32(known);
    else {
      const offset = this.#at + 4;
      this.#u32(offset);
      this.#definition(offset, key, root);
    }
    this.#u32(values.length);
    const sizesAt = this.#at;
    for (const value of values) this.#u8(0, 0, typeOf(value), 0);
    for (const [i, value] of values.entries()) {
      const from = this.#at;
      if (value[0] === "BinXml") this.#fragment(value[1]);
      else this.#raw(bytesOf(value));
      this.#view.setUint16(sizesAt + i * 4, this.#at - from, true);
    }
    this.#u8(0);
  }

  #definition(offset: number, key: string, root: WrittenElement): void {
    this.#definitions.set(key, offset);
    this.#u32(0, hash(key), hash(`${key}2`), hash(`${key}3`), hash(`${key}4`), 0);
    const from = this.#at;
    this.#u8(0x0f, 1, 1, 0);
    this.#element(root);
    this.#u8(0);
    this.#view.setUint32(from - 4, this.#at - from, true);
  }

  #element({ name, attributes, children }: WrittenElement): void {
    this.#u8(attributes.length > 0 ? 0x41 : 0x01, 0xff, 0xff);
    const sizeAt = this.#at;
    this.#u32(0);
    this.#name(name);
    if (attributes.length > 0) {
      const listAt = this.#at;
      this.#u32(0);
      for (const [i, [attribute, value]] of attributes.entries()) {
        this.#u8(i < attributes.length - 1 ? 0x46 : 0x06);
        this.#name(attribute);
        this.#content(value);
      }
      this.#view.setUint32(listAt, this.#at - listAt - 4, true);
    }
    if (children.length === 0) this.#u8(0x03);
    else {
      this.#u8(0x02);
      for (const child of children) {
        if (typeof child === "object" && "name" in child) this.#element(child);
        else this.#content(child);
      }
      this.#u8(0x04);
    }
    this.#view.setUint32(sizeAt, this.#at - sizeAt - 4, true);
  }

  #content(content: string | Sub): void {
    if (typeof content === "string") {
      this.#u8(0x05, 1);
      this.#u16(content.length);
      this.#raw(utf16(content));
    } else {
      this.#u8(0x0e);
      this.#u16(content.index);
      this.#u8(content.type);
    }
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    const offset = known ?? this.#at + 4;
    this.#u32(offset);
    if (known !== undefined) return;
    this.#names.set(name, offset);
    this.#u32(0);
    this.#u16(hash(name) & 0xffff, name.length);
    this.#raw(utf16(`${name}\0`));
  }

  #u8(...values: number[]): void {
    for (const value of values) this.#view.setUint8(this.#at++, value);
  }

  #u16(...values: number[]): void {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
  }

  #u32(...values: number[]): void {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true);
      this.#at += 4;
    }
  }

  #u64(...values: bigint[]): void {
    for (const value of values) {
      this.#view.setBigUint64(this.#at, value, true);
      this.#at += 8;
    }
  }

  #raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}

function hash(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 65_599) + text.charCodeAt(i)) >>> 0;
  return value;
}
