import type { Node, Part, XmlElement } from "./bin-xml";

/** Where a field's text comes from: a value by its number, a constant, or both in turn. */
export type Slot = number | string | readonly Part[];

export interface SystemSlots {
  readonly provider: Slot | null;
  readonly eventId: Slot | null;
  readonly at: Slot | null;
  readonly recordId: Slot | null;
  readonly channel: Slot | null;
  readonly computer: Slot | null;
}

/** What an event's definition says about where its fields stand. */
export interface Template {
  /** Bytes of its definition. */
  readonly bytes: number;
  readonly system: SystemSlots | null;
  readonly named: ReadonlyMap<string, Slot>;
  /** Data elements without a name, in their order. */
  readonly unnamed: readonly Slot[];
  /** Numbers of the values that may hold BinXml of their own. */
  readonly fragments: readonly number[];
}

export function planTemplate(nodes: readonly Node[], bytes: number): Template {
  const named = new Map<string, Slot>();
  const unnamed: Slot[] = [];
  const fragments: number[] = [];
  let system: SystemSlots | null = null;

  const addField = (name: string, element: XmlElement) => {
    // A name that comes twice is told apart, as both may matter.
    let key = name;
    for (let n = 2; named.has(key); n++) key = `${name}#${n}`;
    named.set(key, slotOf(element.children));
  };
  const addData = (node: Node) => {
    if (typeof node === "number") fragments.push(node);
    if (typeof node !== "object") return;
    const name = attributeOf(node, "Name");
    const inner = node.children.filter((child) => typeof child === "object");
    if (inner.length > 0) for (const child of node.children) addData(child);
    else if (typeof name === "string" && name !== "") addField(name, node);
    else if (node.name === "Data") unnamed.push(slotOf(node.children));
    else addField(node.name, node);
  };
  const visit = (node: Node) => {
    if (typeof node === "number") fragments.push(node);
    if (typeof node !== "object") return;
    if (node.name === "EventData" || node.name === "UserData")
      for (const child of node.children) addData(child);
    else if (node.name === "Event") for (const child of node.children) visit(child);
    else if (node.name === "System") system = systemSlots(node);
  };
  for (const node of nodes) visit(node);
  return { bytes, system, named, unnamed, fragments };
}

function systemSlots(system: XmlElement): SystemSlots {
  const child = (name: string) =>
    system.children.find((node): node is XmlElement => typeof node === "object" && node.name === name);
  const text = (name: string) => {
    const element = child(name);
    return element ? slotOf(element.children) : null;
  };
  const attribute = (name: string, of: string) => {
    const element = child(name);
    return element ? attributeOf(element, of) : null;
  };
  return {
    provider: attribute("Provider", "Name"),
    eventId: text("EventID"),
    at: attribute("TimeCreated", "SystemTime"),
    recordId: text("EventRecordID"),
    channel: text("Channel"),
    computer: text("Computer"),
  };
}

function attributeOf(element: XmlElement, name: string): Slot | null {
  const found = element.attributes.find((attribute) => attribute.name === name);
  return found ? slotOf(found.parts) : null;
}

function slotOf(nodes: readonly Node[]): Slot {
  const parts = nodes.filter((node): node is Part => typeof node !== "object");
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return parts.every((part) => typeof part === "string") ? parts.join("") : parts;
}
