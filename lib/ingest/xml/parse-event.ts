import { SaxesParser, type SaxesTagPlain } from "saxes";

/** What an `<Event>` says: the values of its System element and its data, by name. */
export interface ParsedEvent {
  readonly system: ReadonlyMap<string, string>;
  /** Data elements without a name are param1, param2 … */
  readonly data: ReadonlyMap<string, string>;
}

const MAX_DEPTH = 32;
const MAX_VALUES = 4096;

/** What the parser is in, and what it has gathered there. */
class Gathered {
  readonly system = new Map<string, string>();
  readonly data = new Map<string, string>();
  readonly path: string[] = [];
  name: string | null = null;
  text = "";
  unnamed = 0;
}

/**
 * One element of the schema http://schemas.microsoft.com/win/2004/08/events/event, as Windows renders it: System,
 * EventData (Data with and without Name, Binary), UserData (its leaves by their own names). Ignored: RenderingInfo and
 * whatever else stands beside them. Throws a Malformed.
 */
export function parseEvent(text: string): ParsedEvent {
  const found = new Gathered();
  current = found;
  try {
    parser.write(text).close();
    return found;
  } catch (error) {
    // A parser that has failed is in no state to go on.
    parser = newParser();
    throw error instanceof Malformed ? error : new Malformed("the XML cannot be read");
  }
}

export class Malformed extends Error {}

let current = new Gathered();
let parser = newParser();

function newParser(): SaxesParser {
  const made = new SaxesParser({ xmlns: false, position: false });
  made.on("error", (error) => {
    throw new Malformed(`the XML does not hold: ${error.message.slice(0, 200)}`);
  });
  made.on("doctype", () => {
    throw new Malformed("a DOCTYPE: refused");
  });
  made.on("opentag", openTag);
  made.on("text", addText);
  made.on("cdata", addText);
  made.on("closetag", closeTag);
  return made;
}

function openTag({ name, attributes }: SaxesTagPlain): void {
  const { path } = current;
  const own = localName(name);
  if (path.length === 0 && own !== "Event") throw new Malformed("the element is no Event");
  path.push(own);
  if (path.length > MAX_DEPTH) throw new Malformed("the XML is nested too deep");
  current.text = "";
  current.name = null;
  if (path.length === 3 && path[1] === "System") {
    current.name = own;
    keepAttributes(own, attributes);
  } else if (path.length === 3 && path[1] === "EventData") {
    if (own === "Data") current.name = attributes.Name ?? `param${++current.unnamed}`;
    else if (own === "Binary") current.name = own;
  } else if (path.length > 3 && path[1] === "UserData") current.name = own;
}

function keepAttributes(own: string, attributes: Readonly<Record<string, string>>): void {
  for (const name in attributes) current.system.set(`${own}.${name}`, attributes[name] ?? "");
}

function addText(text: string): void {
  if (current.name !== null) current.text += text;
}

function closeTag(): void {
  const { name, path, system, data } = current;
  if (name !== null) {
    const values = path[1] === "System" ? system : data;
    if (values.size >= MAX_VALUES) throw new Malformed("the event has more values than an event can have");
    // Of an element that is named twice, the first is meant.
    if (!values.has(name)) values.set(name, current.text);
  }
  current.name = null;
  path.pop();
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
