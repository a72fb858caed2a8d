import { fromFileTime, fromIso } from "../instant";
import type { WindowsRecord } from "../windows-record";
import { parseBinXml } from "./bin-xml";
import type { ChunkBytes } from "./chunk-bytes";
import { Damage } from "./damage";
import { Interned } from "./interned";
import { MAX_VALUES, Scope } from "./scope";
import { planTemplate, type Slot, type SystemSlots } from "./template";
import { DEFINITION_HEAD, type TemplateStore } from "./template-store";
import { ARRAY, arrayTexts, VALUE, valueText } from "./value";

/** Magic, size, record id, time written. */
export const RECORD_HEAD = 24;
const RECORD_TAIL = 4;
/** BinXml inside of BinXml; events have one. */
const MAX_NESTED = 4;
/** What the fields of one record may come to as text; one value can be named by many fields. */
const MAX_TEXT = 4 * 1024 * 1024;
const NO_TEMPLATE = planTemplate([], 0);

/** The record that the reader stands on: one object for all, its fields decoded when asked for. */
export class EvtxRecord implements WindowsRecord {
  /** −1 where the event has none. */
  eventId = -1;
  readonly #chunk: ChunkBytes;
  readonly #templates: TemplateStore;
  readonly #interned = new Interned();
  readonly #scopes = [new Scope(NO_TEMPLATE)];
  readonly #outer = this.#scopes[0] as Scope;
  #offset = 0;
  #end = 0;
  /** How many scopes are filled; 0 until the nested ones were looked for. */
  #filled = 0;
  /** Where the sizes of the values stand. */
  #valuesAt = 0;
  /** Asked for more than once; undefined until then. */
  #channel: string | null | undefined = undefined;
  #computer: string | null | undefined = undefined;

  constructor(chunk: ChunkBytes, templates: TemplateStore) {
    this.#chunk = chunk;
    this.#templates = templates;
  }

  /** Stands on a record and decides its event id, nothing more. */
  open(offset: number, bytes: number): void {
    this.#offset = offset;
    this.#end = offset + bytes - RECORD_TAIL;
    this.#filled = 0;
    this.#channel = undefined;
    this.#computer = undefined;
    this.#valuesAt = this.#openScope(this.#outer, offset + RECORD_HEAD, this.#end);
    this.eventId = this.#readEventId();
  }

  /** The rest, of a record that is wanted. */
  load(): void {
    if (this.#valuesAt > 0) this.#loadValues(this.#outer, this.#valuesAt, this.#end);
  }

  get recordId(): number {
    const slot = this.#system?.recordId;
    const isTold = typeof slot === "number" && this.#typeOf(slot) === VALUE.UInt64;
    const id = u64(this.#chunk.view, isTold ? (this.#outer.offsets[slot] ?? 0) : this.#offset + 8);
    // Beyond, two records would go by one number.
    if (id > Number.MAX_SAFE_INTEGER) throw new Damage("the record id is larger than a log can count to");
    return id;
  }

  get at(): number {
    const { view } = this.#chunk;
    const slot = this.#system?.at ?? null;
    if (typeof slot === "number" && this.#typeOf(slot) === VALUE.FileTime) {
      const at = this.#outer.offsets[slot] ?? 0;
      return fromFileTime(view.getUint32(at, true), view.getUint32(at + 4, true));
    }
    const written = slot === null ? null : fromIso(this.#slotText(this.#outer, slot) ?? "");
    const at = this.#offset + 16;
    return written ?? fromFileTime(view.getUint32(at, true), view.getUint32(at + 4, true));
  }

  get provider(): string | null {
    return this.#systemText(this.#system?.provider);
  }

  get channel(): string | null {
    if (this.#channel === undefined) this.#channel = this.#systemText(this.#system?.channel);
    return this.#channel;
  }

  get computer(): string | null {
    if (this.#computer === undefined) this.#computer = this.#systemText(this.#system?.computer);
    return this.#computer;
  }

  text(name: string): string | null {
    if (this.#filled === 0) this.#fillNested();
    for (let i = 0; i < this.#filled; i++) {
      const scope = this.#scopes[i] as Scope;
      const { named } = scope.template;
      const slot = named.size === 0 ? undefined : named.get(name);
      if (slot !== undefined) return this.#slotText(scope, slot);
    }
    const place = /^param([1-9]\d{0,3})$/.exec(name);
    return place ? (this.#unnamed()[Number(place[1]) - 1] ?? null) : null;
  }

  /** Every field of the event's data, by name. */
  fields(): Map<string, string> {
    if (this.#filled === 0) this.#fillNested();
    const fields = new Map<string, string>();
    let length = 0;
    const add = (name: string, value: string | null) => {
      if (value === null) return;
      length += value.length;
      if (length > MAX_TEXT) throw new Damage("the fields come to more text than an event can have");
      fields.set(name, value);
    };
    for (let i = 0; i < this.#filled; i++) {
      const scope = this.#scopes[i] as Scope;
      for (const [name, slot] of scope.template.named) add(name, this.#slotText(scope, slot));
    }
    for (const [i, value] of this.#unnamed().entries()) add(`param${i + 1}`, value);
    return fields;
  }

  get #system(): SystemSlots | null {
    return this.#outer.template.system;
  }

  /** Returns where the sizes of the values stand, 0 where the fragment has no values but its own text. */
  #openScope(scope: Scope, from: number, until: number): number {
    const { view } = this.#chunk;
    let at = from;
    if (view.getUint8(at) === 0x0f) at += 4;
    if (view.getUint8(at) !== 0x0c) {
      scope.template = planTemplate(parseBinXml(this.#chunk, at, until, false), until - at);
      scope.count = 0;
      return 0;
    }
    const definition = view.getUint32(at + 6, true);
    at += 10;
    scope.template = this.#templates.at(definition);
    if (definition === at) at += DEFINITION_HEAD + scope.template.bytes;
    scope.count = view.getUint32(at, true);
    at += 4;
    if (scope.count > MAX_VALUES || at + scope.count * 4 > until) throw new Damage("the values are too many");
    return at;
  }

  #loadValues(scope: Scope, sizesAt: number, until: number): void {
    const { view } = this.#chunk;
    const { count, offsets, sizes, types } = scope;
    let at = sizesAt + count * 4;
    for (let i = 0; i < count; i++) {
      const bytes = view.getUint16(sizesAt + i * 4, true);
      sizes[i] = bytes;
      types[i] = view.getUint8(sizesAt + i * 4 + 2);
      offsets[i] = at;
      at += bytes;
    }
    if (at > until) throw new Damage("the values run past the record");
  }

  #readEventId(): number {
    const slot = this.#system?.eventId;
    if (typeof slot === "string") return /^\d{1,5}$/.test(slot) ? Number(slot) : -1;
    if (typeof slot !== "number" || slot >= this.#outer.count) return -1;
    const { view } = this.#chunk;
    let at = this.#valuesAt + this.#outer.count * 4;
    for (let i = 0; i < slot; i++) at += view.getUint16(this.#valuesAt + i * 4, true);
    const type = view.getUint8(this.#valuesAt + slot * 4 + 2);
    if (type !== VALUE.UInt16 && type !== VALUE.UInt32) throw new Damage("the event id is no number");
    if (at + 2 > this.#end) throw new Damage("the values run past the record");
    return view.getUint16(at, true);
  }

  #fillNested(): void {
    this.#filled = 1;
    for (let i = 0; i < this.#filled; i++) {
      const outer = this.#scopes[i] as Scope;
      const { fragments } = outer.template;
      for (let n = 0; n < fragments.length; n++) {
        const value = fragments[n] ?? 0;
        const bytes = outer.sizes[value] ?? 0;
        if (value >= outer.count || outer.types[value] !== VALUE.BinXml || bytes === 0) continue;
        if (this.#filled > MAX_NESTED) throw new Damage("BinXml stands too deep in itself");
        let inner = this.#scopes[this.#filled];
        if (!inner) {
          inner = new Scope(NO_TEMPLATE);
          this.#scopes.push(inner);
        }
        const from = outer.offsets[value] ?? 0;
        const valuesAt = this.#openScope(inner, from, from + bytes);
        if (valuesAt > 0) this.#loadValues(inner, valuesAt, from + bytes);
        this.#filled++;
      }
    }
  }

  #typeOf(value: number): number {
    const { count, sizes, types } = this.#outer;
    return value < count && (sizes[value] ?? 0) >= 8 ? (types[value] ?? 0) : VALUE.Null;
  }

  #systemText(slot: Slot | null | undefined): string | null {
    return slot === null || slot === undefined ? null : this.#slotText(this.#outer, slot);
  }

  #slotText(scope: Scope, slot: Slot): string | null {
    if (typeof slot === "number") return this.#valueText(scope, slot);
    if (typeof slot === "string") return slot;
    let text = "";
    for (const part of slot) {
      text += typeof part === "string" ? part : (this.#valueText(scope, part) ?? "");
      if (text.length > MAX_TEXT) throw new Damage("a field comes to more text than an event can have");
    }
    return text;
  }

  #valueText(scope: Scope, value: number): string | null {
    if (value >= scope.count) return null;
    const offset = scope.offsets[value] ?? 0;
    return valueText(this.#chunk, this.#interned, offset, scope.sizes[value] ?? 0, scope.types[value] ?? 0);
  }

  /** An array repeats its element. */
  #unnamed(): string[] {
    const texts: string[] = [];
    let length = 0;
    for (let i = 0; i < this.#filled; i++) {
      const scope = this.#scopes[i] as Scope;
      for (const slot of scope.template.unnamed) {
        const type = typeof slot === "number" && slot < scope.count ? (scope.types[slot] ?? 0) : 0;
        const added =
          typeof slot === "number" && type & ARRAY
            ? arrayTexts(this.#chunk, this.#interned, scope.offsets[slot] ?? 0, scope.sizes[slot] ?? 0, type)
            : [this.#slotText(scope, slot) ?? ""];
        for (const text of added) length += text.length;
        if (length > MAX_TEXT) throw new Damage("the fields come to more text than an event can have");
        texts.push(...added);
      }
    }
    return texts;
  }
}

function u64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 4_294_967_296 + view.getUint32(offset, true);
}
