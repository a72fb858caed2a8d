import type { Detected } from "./detect-log";
import { type FoundRecord, findRecords } from "./json/find-records";
import type { JsonLayout } from "./json/read-json";
import { ValueSplitter } from "./json/value-splitter";
import type { LogFormat } from "./report";
import type { Encoding } from "./text/encoding";

/** Answers and wrappers whose records stand in a list: to the list's bracket. */
const ANSWER =
  /"hits"\s*:\s*\{[^[]*?"hits"\s*:\s*\[|^\ufeff?\s*\{\s*"(?:value|Events?|events|records|logs|items|results)"\s*:\s*\[/;

/** What a collector of OpenTelemetry writes to a file: one request a line, and requests are long. */
const REQUEST = /^\ufeff?\s*\{\s*"resourceLogs"\s*:\s*\[/;
const LONGEST_REQUEST = 16 * 1024 * 1024;

const DIALECTS =
  "NXLog, Winlogbeat, evtx_dump, Velociraptor, Wazuh, Get-WinEvent, OpenWEC, Fluent Bit, OpenTelemetry";

interface Seen {
  /** Of the first record that was understood. */
  format: LogFormat | null;
  /** Why the first one was not. */
  reason: string | null;
  isJson: boolean;
}

/** Which dialect of JSON a text begins with, and how its records stand in it. */
export function detectJson(
  text: string,
  { encoding, isWhole }: { encoding: Encoding; isWhole: boolean },
): Detected {
  const seen: Seen = { format: null, reason: null, isJson: false };
  const lines = text.split("\n");
  for (const line of isWhole ? lines : lines.slice(0, -1)) {
    look(line.replace(/^\ufeff/, "").trim(), seen);
    if (seen.format !== null)
      return { kind: "json", format: seen.format, encoding, layout: linesOf(seen.format) };
  }
  if (REQUEST.test(text))
    return { kind: "json", format: "otlp", encoding, layout: { kind: "lines", longest: LONGEST_REQUEST } };
  const answer = ANSWER.exec(text);
  const ahead = answer === null ? "" : text.slice(0, answer.index + answer[0].length - 1);
  const from = encoding === "utf-8" ? Buffer.byteLength(ahead) : ahead.length * 2;
  lookForObjects(text.slice(ahead.length), seen);
  if (seen.format !== null)
    return { kind: "json", format: seen.format, encoding, layout: { kind: "values", from } };
  return { kind: "unknown", reason: reasonOf(seen) };
}

function linesOf(format: LogFormat): JsonLayout {
  return format === "otlp" ? { kind: "lines", longest: LONGEST_REQUEST } : { kind: "lines" };
}

function reasonOf({ isJson, reason }: Seen): string {
  if (!isJson) return "it begins like JSON, but holds no whole object near its beginning";
  return `JSON, but none of its first records is of a dialect that can be read (${DIALECTS}). The first one: ${reason}`;
}

/** A damaged line says nothing about the others. */
function look(json: string, seen: Seen): void {
  if (!/^[[{]/.test(json)) return;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return;
  }
  findRecords(value, 0, (found) => note(found, seen));
}

function note(found: FoundRecord, seen: Seen): void {
  seen.isJson = true;
  if (found.kind === "reject") seen.reason ??= found.reason;
  else seen.format ??= found.kind === "xml" ? "xml" : found.dialect;
}

function lookForObjects(text: string, seen: Seen): void {
  const splitter = new ValueSplitter(
    (record) => {
      if (seen.format === null) look(record, seen);
      return "kept";
    },
    () => {},
  );
  splitter.push(Buffer.from(text));
}
