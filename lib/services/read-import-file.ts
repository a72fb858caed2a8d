import type { OpenLog } from "@/lib/ingest/open-log";
import { countKnownEvents, type PlacedEvent } from "@/lib/storage/import-known";
import { beginReading, endReading, findSameContent, noteReading } from "@/lib/storage/import-progress";
import { faultOf } from "./event-fault";
import { FileFacts, unreadable } from "./import-file-facts";
import { KnownHosts } from "./import-known-hosts";
import { hostNameOf, sha256OfFile, withLog } from "./import-source";
import type { ImportWork } from "./import-work";

const SLICE = 5_000;
const PROGRESS_MS = 300;

export interface FileToRead {
  readonly id: number;
  readonly importId: number;
  readonly hostName: string;
  readonly oneHost: string;
}

/** Hashes a file, reads it through once, and writes down what it is. Nothing of it reaches the history. */
export async function readImportFile(work: ImportWork, file: FileToRead): Promise<void> {
  const { db, signal } = work;
  if (!(await beginReading(db, file.id, work.now()))) return;
  try {
    const sha256 = await sha256OfFile(work.pathOf(file.id), signal);
    const sameAs = await findSameContent(db, file.importId, sha256);
    if (!(await noteReading(db, file.id, { sha256, sameAs }))) return;
    await readLog(work, file);
  } catch (error) {
    if (signal.aborted) throw error;
    await endReading(db, file.id, "unreadable", unreadable(whyUnreadable(error)));
  }
}

async function readLog(work: ImportWork, file: FileToRead): Promise<void> {
  const startedAt = performance.now();
  const reading = { bytes: 0 };
  const onBytes = (bytes: number) => {
    reading.bytes = bytes;
  };
  await withLog(work.pathOf(file.id), { keepRaw: false, onBytes }, async (log) => {
    if (!(await noteReading(work.db, file.id, { format: log.format }))) return;
    const facts = await lookThrough(work, file, log, reading);
    if (!facts) return;
    const report = facts.report(log.report(), performance.now() - startedAt);
    await noteReading(work.db, file.id, { readBytes: reading.bytes });
    await endReading(work.db, file.id, log.format === "unknown" ? "unreadable" : "read", report);
  });
}

/** Null where the file was left out meanwhile, or is to be read anew. */
async function lookThrough(
  { db, now, signal, onProgress }: ImportWork,
  file: FileToRead,
  log: OpenLog,
  reading: { readonly bytes: number },
): Promise<FileFacts | null> {
  const facts = new FileFacts();
  const hosts = new KnownHosts(db);
  let slice: PlacedEvent[] = [];
  let toldAt = performance.now();
  const countSlice = async () => {
    facts.known += await countKnownEvents(db, slice);
    slice = [];
  };
  for await (const { events, rejects } of log.batches) {
    signal.throwIfAborted();
    for (const reject of rejects) facts.reject(reject);
    await hosts.look(events.map((logged) => hostNameOf(logged, file)));
    for (const logged of events) {
      const fault = faultOf(logged.event, null, now());
      if (fault !== null) {
        facts.refuse(logged, fault);
        continue;
      }
      facts.add(logged);
      const hostId = hosts.idOf(hostNameOf(logged, file));
      if (hostId !== null) slice.push({ hostId, event: logged.event });
      if (slice.length >= SLICE) await countSlice();
    }
    if (performance.now() - toldAt < PROGRESS_MS) continue;
    toldAt = performance.now();
    onProgress?.(file.id, reading.bytes, facts.kept);
    const isWanted = await noteReading(db, file.id, { readBytes: reading.bytes, readEvents: facts.kept });
    if (!isWanted) return null;
  }
  await countSlice();
  return facts;
}

function whyUnreadable(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT")
    return "it is no longer in the server's data folder: leave it out and drop it again";
  return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
