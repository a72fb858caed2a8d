import type { ChunkBytes } from "./chunk-bytes";
import { Damage } from "./damage";

/** A text, or the number of the value that stands here. */
export type Part = string | number;
export type Node = XmlElement | Part;

export interface XmlElement {
  readonly name: string;
  readonly attributes: { readonly name: string; readonly parts: Part[] }[];
  readonly children: Node[];
}

const MAX_DEPTH = 32;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * BinXml as [MS-EVEN6] 2.2.12 describes it and as event logs hold it: names stand at an offset of the chunk, elements
 * of a template's definition carry a dependency id and those of a fragment do not. Left out: processing instructions.
 */
export function parseBinXml(chunk: ChunkBytes, from: number, until: number, isDefinition: boolean): Node[] {
  if (until > chunk.length || from > until) throw new Damage("a definition runs past its chunk");
  chunk.spend(until - from);
  const { view } = chunk;
  const roots: Node[] = [];
  const open: XmlElement[] = [];
  let into: Node[] = roots;
  let attribute: Part[] | null = null;
  let at = from;
  /** Reads the offset of a name and steps over the name where it stands right here. */
  const takeName = (offsetAt: number): string => {
    const offset = view.getUint32(offsetAt, true);
    at = offsetAt + 4;
    if (offset === at) at += chunk.nameBytes(offset);
    return chunk.name(offset);
  };
  const add = (part: Part) => (attribute ?? into).push(part);

  while (at < until) {
    const token = view.getUint8(at);
    switch (token & 0xbf) {
      case 0x00:
        return roots;
      case 0x01: {
        const name = takeName(at + (isDefinition ? 7 : 5));
        if (token & 0x40) at += 4;
        const element: XmlElement = { name, attributes: [], children: [] };
        into.push(element);
        if (open.push(element) > MAX_DEPTH) throw new Damage("elements stand too deep in one another");
        into = element.children;
        attribute = null;
        break;
      }
      case 0x02:
        attribute = null;
        at += 1;
        break;
      case 0x03:
      case 0x04:
        if (!open.pop()) throw new Damage("an element ends that did not begin");
        into = open.at(-1)?.children ?? roots;
        attribute = null;
        at += 1;
        break;
      case 0x05: {
        if (view.getUint8(at + 1) !== 1) throw new Damage("an inline value is no text");
        const characters = view.getUint16(at + 2, true);
        add(textOf(chunk, at + 4, characters));
        at += 4 + characters * 2;
        break;
      }
      case 0x06: {
        const parts: Part[] = [];
        const name = takeName(at + 1);
        const element = open.at(-1);
        if (!element) throw new Damage("an attribute stands outside of an element");
        element.attributes.push({ name, parts });
        attribute = parts;
        break;
      }
      case 0x07: {
        const characters = view.getUint16(at + 1, true);
        add(textOf(chunk, at + 3, characters));
        at += 3 + characters * 2;
        break;
      }
      case 0x08:
        add(String.fromCharCode(view.getUint16(at + 1, true)));
        at += 3;
        break;
      case 0x09: {
        const name = takeName(at + 1);
        add(ENTITIES[name] ?? `&${name};`);
        break;
      }
      case 0x0a:
        takeName(at + 1);
        break;
      case 0x0b:
        at += 3 + view.getUint16(at + 1, true) * 2;
        break;
      case 0x0d:
      case 0x0e:
        add(view.getUint16(at + 1, true));
        at += 4;
        break;
      case 0x0f:
        at += 4;
        break;
      default:
        throw new Damage(`0x${token.toString(16)} is no token of BinXml`);
    }
  }
  return roots;
}

function textOf(chunk: ChunkBytes, offset: number, characters: number): string {
  chunk.spend(characters * 2);
  return chunk.utf16(offset, characters);
}
