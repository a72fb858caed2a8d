import { CHUNK_HEAD, FILE_HEAD, isChunk, isFile } from "./evtx/layout";
import { nxlogRecord } from "./nxlog";
import { isWtmpRecord, WTMP_RECORD } from "./wtmp";

export type Detected =
  | { readonly kind: "evtx" }
  | { readonly kind: "nxlog" }
  | { readonly kind: "wtmp" }
  | { readonly kind: "gzip" }
  | { readonly kind: "unknown"; readonly reason: string };

/** More than the longest line of a log that is worth to be called one. */
export const ENOUGH_TO_DETECT = 64 * 1024;

/** What the first bytes are, whatever the file is called. */
export function detectLog(head: Uint8Array): Detected {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length === 0) return unknown("the file is empty");
  if (isFile(view, 0) || isChunk(view, 0)) return { kind: "evtx" };
  // The file's header is damaged; its chunks stand for themselves.
  if (isChunk(view, FILE_HEAD) && head.length >= FILE_HEAD + CHUNK_HEAD) return { kind: "evtx" };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: "gzip" };
  if (head[0] === 0x50 && head[1] === 0x4b) return unknown("a zip archive: unpack it first");
  if (isUtf16(head)) return unknown("text in UTF-16, not a log that Curfew reads");
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text.startsWith("{")) return detectJson(text, head.length < ENOUGH_TO_DETECT);
  if (text.startsWith("<")) return unknown("XML, which is not read yet: export it as EVTX");
  if (isWtmp(view)) return { kind: "wtmp" };
  return unknown("not a log that Curfew reads: EVTX, JSON of NXLog, wtmp, or one of these in gzip");
}

function detectJson(text: string, isWhole: boolean): Detected {
  const lines = text.split("\n").map((line) => line.trim());
  const complete = isWhole ? lines : lines.slice(0, -1);
  let isJson = false;
  for (const line of complete.filter((line) => line !== "")) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== "object" || value === null) continue;
      isJson = true;
      const fields = value as Readonly<Record<string, unknown>>;
      if (nxlogRecord(fields, { utcOffsetMinutes: 0 }).kind === "record") return { kind: "nxlog" };
    } catch {
      // A damaged line says nothing about the others.
    }
  }
  return unknown(
    isJson
      ? "JSON, but no record of NXLog (Channel, EventID, RecordNumber, EventTime) is among its first lines"
      : "it begins like JSON, but none of its first lines is an object",
  );
}

function isWtmp(view: DataView): boolean {
  const records = Math.min(8, Math.floor(view.byteLength / WTMP_RECORD));
  const types = Array.from({ length: records }, (_, i) => view.getUint16(i * WTMP_RECORD, true));
  const areRecords = types.every((_, i) => isWtmpRecord(view, i * WTMP_RECORD));
  return areRecords && types.some((type, i) => type > 0 && view.getUint32(i * WTMP_RECORD + 340, true) > 0);
}

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

function unknown(reason: string): Detected {
  return { kind: "unknown", reason };
}
