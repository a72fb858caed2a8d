import { isWtmpRecord, WTMP_RECORD_BYTES } from "@/lib/domain/wtmp-record";
import { detectJson } from "./detect-json";
import { CHUNK_HEAD, FILE_HEAD, isChunk, isFile } from "./evtx/layout";
import type { JsonLayout } from "./json/read-json";
import type { LogFormat } from "./report";
import { isDatabase } from "./sqlite/database-file";
import { type Encoding, encodingOf } from "./text/encoding";

export type Detected =
  | { readonly kind: "evtx" }
  | { readonly kind: "wtmp" }
  | { readonly kind: "wtmpdb" }
  | { readonly kind: "gzip" }
  | { readonly kind: "zip" }
  | { readonly kind: "xml"; readonly encoding: Encoding }
  | {
      readonly kind: "json";
      /** The dialect of the first record that was understood. */
      readonly format: LogFormat;
      readonly encoding: Encoding;
      readonly layout: JsonLayout;
    }
  | { readonly kind: "unknown"; readonly reason: string };

/** More than the longest line of a log that is worth to be called one. */
export const ENOUGH_TO_DETECT = 64 * 1024;

const READ = "EVTX, Event XML, JSON of event logs, wtmp, wtmp.db, or these in gzip or zip";

/** What the first bytes are, whatever the file is called. */
export function detectLog(head: Uint8Array): Detected {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length === 0) return unknown("the file is empty");
  if (isFile(view, 0) || isChunk(view, 0)) return { kind: "evtx" };
  // The file's header is damaged; its chunks stand for themselves.
  if (isChunk(view, FILE_HEAD) && head.length >= FILE_HEAD + CHUNK_HEAD) return { kind: "evtx" };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: "gzip" };
  if (isAt(head, 0, "PK\x03\x04") || isAt(head, 0, "PK\x05\x06")) return { kind: "zip" };
  if (isDatabase(head)) return { kind: "wtmpdb" };
  const foreign = FOREIGN.find(([offset, magic]) => isAt(head, offset, magic));
  if (foreign) return unknown(foreign[2]);
  const text = detectText(head);
  if (text !== null) return text;
  if (isWtmp(view)) return { kind: "wtmp" };
  return unknown(`not a log that Curfew reads: ${READ}`);
}

function detectText(head: Uint8Array): Detected | null {
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(head);
  const begin = text.replace(/^\ufeff/, "").trimStart();
  if (/^[[{]/.test(begin) || /^Record \d+\s+\{/.test(begin))
    return detectJson(text, { encoding, isWhole: head.length < ENOUGH_TO_DETECT });
  if (/<Event[\s>]/.test(text) && /^(?:<|evtxexport \d)/.test(begin)) return { kind: "xml", encoding };
  if (begin.startsWith("<Objs "))
    return unknown("PowerShell's Export-Clixml: Get-WinEvent | ForEach-Object ToXml writes what can be read");
  if (begin.startsWith("<"))
    return unknown(
      "XML, but no <Event> of Windows is near its beginning: wevtutil qe Security /f:xml writes them",
    );
  if (/^"?[^\n"]{1,40}"?[,;\t].*\r?\n/.test(begin) && /\b(?:4624|4634|4647)\b/.test(begin))
    return unknown(
      "columns (CSV): their times and words are in the language of a screen. Save the log as EVTX or XML instead",
    );
  return encoding === "utf-8" ? null : unknown(`text in UTF-16, but no log that Curfew reads: ${READ}`);
}

/** Files that people take for logs, and what to do with them. */
const FOREIGN: readonly (readonly [number, string, string])[] = [
  [
    4,
    "LfLe",
    "an event log of Windows XP or 2003 (EVT): wevtutil epl OLD.evt NEW.evtx /lf:true makes an EVTX",
  ],
  [0, "LPKSHHRH", "a journal of systemd: the agent reads it on its host; of files, wtmp can be read"],
  [0, "BZh", "a bzip2 archive: unpack it, or pack it with gzip or zip"],
  [0, "\xfd7zXZ", "an xz archive: unpack it, or pack it with gzip or zip"],
  [0, "7z\xbc\xaf", "a 7z archive: unpack it, or pack it with zip"],
  [0, "\x28\xb5\x2f\xfd", "a zstd archive: unpack it, or pack it with gzip or zip"],
  [0, "Rar!", "a rar archive: unpack it, or pack it with zip"],
  [257, "ustar", "a tar archive: unpack it, or pack its files with zip"],
  [0, "MSCF", "a cabinet (cab): unpack it first"],
  [0, "%PDF", "a PDF: save the log as EVTX or XML instead"],
];

function isAt(head: Uint8Array, offset: number, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (head[offset + i] !== magic.charCodeAt(i)) return false;
  return true;
}

function isWtmp(view: DataView): boolean {
  const records = Math.min(8, Math.floor(view.byteLength / WTMP_RECORD_BYTES));
  const types = Array.from({ length: records }, (_, i) => view.getUint16(i * WTMP_RECORD_BYTES, true));
  const areRecords = types.every((_, i) => isWtmpRecord(view, i * WTMP_RECORD_BYTES));
  return (
    areRecords && types.some((type, i) => type > 0 && view.getUint32(i * WTMP_RECORD_BYTES + 340, true) > 0)
  );
}

function unknown(reason: string): Detected {
  return { kind: "unknown", reason };
}
