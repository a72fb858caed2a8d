import { crc32 } from "node:zlib";
import { CHUNK_BYTES, FILE_HEAD } from "../layout";
import { VALUE } from "../value";
import { type Built, ChunkWriter, type WrittenElement } from "./chunk-writer";
import { typeOf, type WrittenValue } from "./written-value";

export interface WrittenEvent {
  readonly recordId: number;
  readonly eventId: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly channel?: string;
  readonly provider?: string;
  readonly computer?: string;
  /** Null names make `<Data>` without a name. */
  readonly data?: readonly (readonly [name: string | null, value: WrittenValue])[];
  /** The element under UserData; without it the data stand in EventData. */
  readonly userData?: string;
  /** Written as an element of its own under EventData. */
  readonly binary?: Uint8Array;
}

/** A log as Windows writes it: chunks with templates, names by offset, checksums that hold. */
export function writeEvtx(events: readonly WrittenEvent[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  let chunk = new ChunkWriter();
  for (const event of events) {
    if (chunk.add(event.recordId, event.at, partsOf(event))) continue;
    chunks.push(chunk.finish());
    chunk = new ChunkWriter();
    if (!chunk.add(event.recordId, event.at, partsOf(event))) throw new Error("an event larger than a chunk");
  }
  chunks.push(chunk.finish());
  const file = new Uint8Array(FILE_HEAD + chunks.length * CHUNK_BYTES);
  file.set(fileHead(chunks.length, (events.at(-1)?.recordId ?? 0) + 1));
  for (const [i, bytes] of chunks.entries()) file.set(bytes, FILE_HEAD + i * CHUNK_BYTES);
  return file;
}

function fileHead(chunks: number, nextRecordId: number): Uint8Array {
  const head = new Uint8Array(FILE_HEAD);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode("ElfFile\0"));
  view.setUint32(16, chunks - 1, true);
  view.setUint32(24, nextRecordId, true);
  view.setUint32(32, 128, true);
  view.setUint16(36, 1, true);
  view.setUint16(38, 3, true);
  view.setUint16(40, FILE_HEAD, true);
  view.setUint16(42, chunks, true);
  view.setUint32(124, crc32(head.subarray(0, 120)), true);
  return head;
}

/** The event's own definition, and the one of its data that stands inside of it. */
function partsOf(event: WrittenEvent): Built {
  const channel = event.channel ?? "Security";
  const provider = event.provider ?? "Microsoft-Windows-Security-Auditing";
  const sub = (index: number, type: number) => ({ index, type });
  const element = (name: string, ...children: WrittenElement["children"]): WrittenElement => ({
    name,
    attributes: [],
    children,
  });
  const system = element(
    "System",
    { name: "Provider", attributes: [["Name", provider]], children: [] },
    element("EventID", sub(3, VALUE.UInt16)),
    element("Version", sub(11, VALUE.UInt8)),
    element("Level", sub(0, VALUE.UInt8)),
    { name: "TimeCreated", attributes: [["SystemTime", sub(6, VALUE.FileTime)]], children: [] },
    element("EventRecordID", sub(10, VALUE.UInt64)),
    element("Channel", channel),
    element("Computer", sub(13, VALUE.String)),
  );
  const values: WrittenValue[] = Array.from({ length: 15 }, () => ["Null", null]);
  values[0] = ["UInt8", 0];
  values[3] = ["UInt16", event.eventId];
  values[6] = ["FileTime", event.at];
  values[10] = ["UInt64", event.recordId];
  values[11] = ["UInt8", 1];
  values[13] = ["String", event.computer ?? "WS-01"];
  values[14] = ["BinXml", dataPart(event)];
  return {
    key: `event ${provider} ${channel}`,
    root: {
      name: "Event",
      attributes: [["xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"]],
      children: [system, sub(14, VALUE.BinXml)],
    },
    values,
  };
}

function dataPart({ data = [], userData, binary, eventId }: WrittenEvent): Built {
  const leaves: WrittenElement[] = data.map(([name, value], index) => {
    const children = [{ index, type: typeOf(value) }];
    if (userData) return { name: name ?? "Data", attributes: [], children };
    return { name: "Data", attributes: name === null ? [] : [["Name", name]], children };
  });
  const values = data.map(([, value]) => value);
  if (binary) {
    leaves.push({ name: "Binary", attributes: [], children: [{ index: values.length, type: VALUE.Binary }] });
    values.push(["Binary", binary]);
  }
  const names = data.map(([name, [type]]) => `${name}:${type}`).join(",");
  const inner = userData ? [{ name: userData, attributes: [], children: leaves }] : leaves;
  return {
    key: `data ${eventId} ${userData ?? ""} ${names} ${binary ? "binary" : ""}`,
    root: { name: userData ? "UserData" : "EventData", attributes: [], children: inner },
    values,
  };
}
