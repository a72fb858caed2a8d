import type { LogBatch, OpenLog } from "./open-log";
import { type LogEntry, type LogReport, newTally, type Reject } from "./report";
import { type ZipEntry, zipEntries } from "./zip/zip-entries";

const MAX_NOTES = 100;

type Open = (bytes: AsyncIterable<Uint8Array>) => Promise<OpenLog>;
type Total = ReturnType<typeof newTally> & { readonly notes: string[]; readonly entries: LogEntry[] };

/** The logs of an archive, one after the other. Bytes and offsets are those of the unpacked files. */
export function openZip(archive: AsyncIterable<Uint8Array>, open: Open): OpenLog {
  const total: Total = { ...newTally(), notes: [], entries: [] };
  return {
    format: "zip",
    batches: batchesOf(archive, open, total),
    report: () => ({ ...total, format: "zip", isCompressed: true }),
  };
}

async function* batchesOf(
  archive: AsyncIterable<Uint8Array>,
  open: Open,
  total: Total,
): AsyncGenerator<LogBatch> {
  const refuse = (name: string, reason: string): LogBatch => {
    total.rejected++;
    total.entries.push({ name, format: "unknown", bytes: 0, records: 0, kept: 0, rejected: 1 });
    return { events: [], rejects: [{ offset: 0, bytes: 0, line: null, reason, ...named(name) }] };
  };
  let seen = 0;
  try {
    for await (const entry of zipEntries(archive)) {
      if (isBeside(entry)) continue;
      seen++;
      if (entry.kind === "refused") yield refuse(entry.name, entry.reason);
      else yield* readEntry(entry, open, total);
    }
    if (seen === 0) yield refuse("", "the archive holds no file");
  } catch (error) {
    yield refuse("", `it cannot be read any further: ${error instanceof Error ? error.message : error}`);
  }
}

async function* readEntry(
  { name, bytes }: ZipEntry & { kind: "file" },
  open: Open,
  total: Total,
): AsyncGenerator<LogBatch> {
  const log = await open(bytes);
  let kept = 0;
  for await (const { events, rejects } of log.batches) {
    kept += events.length;
    yield { events, rejects: rejects.map((reject): Reject => ({ ...reject, ...named(name) })) };
  }
  addReport(total, name, log.report(), kept);
}

/** `kept` with the events that stand for records which were skipped. */
function addReport(total: Total, name: string, report: LogReport, kept: number): void {
  const { format, bytes, records, rejected } = report;
  for (const key of Object.keys(newTally()) as (keyof ReturnType<typeof newTally>)[])
    total[key] += report[key];
  for (const note of report.notes) if (total.notes.length < MAX_NOTES) total.notes.push(`${name}: ${note}`);
  total.entries.push({ name, format, bytes, records, kept, rejected });
}

/** Folders, and what macOS adds to archives of its own. */
function isBeside({ name }: ZipEntry): boolean {
  return name.endsWith("/") || name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
}

function named(name: string): { entry?: string } {
  return name === "" ? {} : { entry: name };
}
