import type { FileReport, ImportFileStatus, ImportState } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";

/** `68.2 MB`, `1.07 GB`, `512 B`: as files are sold. */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** `ending`, `4 s left`, `3 min left`. */
export function leftWords(bytesLeft: number, bytesPerSecond: number): string {
  if (bytesPerSecond <= 0) return "";
  const seconds = bytesLeft / bytesPerSecond;
  if (seconds < 1) return "ending";
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min left` : `${(seconds / 3_600).toFixed(1)} h left`;
}

const FORMATS: Record<string, string> = {
  evtx: "EVTX",
  xml: "Event XML",
  nxlog: "NXLog",
  winlogbeat: "Winlogbeat",
  evtx_dump: "evtx_dump",
  velociraptor: "Velociraptor",
  wazuh: "Wazuh",
  powershell: "PowerShell",
  openwec: "OpenWEC",
  fluent_bit: "Fluent Bit",
  otlp: "OTLP",
  wtmp: "wtmp",
  wtmpdb: "wtmp.db",
  zip: "zip",
};

export function formatWords(format: string | null): string | null {
  return format === null || format === "unknown" ? null : (FORMATS[format] ?? format);
}

/** `TS-04 and 2 more`: whose log it is. */
export function hostsWords(report: FileReport): string {
  const [first, ...others] = report.hosts;
  if (first === undefined) return "";
  return others.length === 0 ? first : `${first} and ${count(others.length)} more`;
}

export const IMPORT_STATE_WORDS: Record<ImportState, string> = {
  open: "open",
  committing: "importing",
  committed: "imported",
  failed: "stopped part way",
  undoing: "being undone",
  undone: "undone",
  discarded: "discarded",
};

/** Events a second and what is left, of a file that is being read. */
export function readingWords({ bytes, readBytes, readEvents, readMs, sha256 }: ImportFileStatus): string {
  if (sha256 === null) return "hashing";
  if (readMs === null || readMs <= 0 || readBytes === 0) return "reading";
  const seconds = readMs / 1_000;
  // A packed file is read further than it is long.
  const left = bytes > readBytes ? leftWords(bytes - readBytes, readBytes / seconds) : "ending";
  return [`${count(Math.round(readEvents / seconds))} events/s`, left].filter(Boolean).join(" · ");
}
