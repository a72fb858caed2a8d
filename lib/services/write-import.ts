import type { AuditEvent } from "@/lib/domain/audit-event";
import type { ImportCounts } from "@/lib/domain/import-facts";
import type { LoggedEvent, RawFields } from "@/lib/ingest/log-reader";
import { listOwningImports } from "@/lib/storage/import-known";
import { countImported, noteOverlaps } from "@/lib/storage/import-overlaps";
import { noteWritten } from "@/lib/storage/import-progress";
import { hostNameOf, withLog } from "./import-source";
import type { ImportWork } from "./import-work";
import { ingestLogged } from "./ingest-logged";
import { pairDue } from "./pair-due";
import { resolveLogHosts } from "./resolve-log-hosts";

const SLICE = 4_000;
const PROGRESS_MS = 300;

export interface ImportToWrite {
  readonly id: number;
  readonly oneHost: string;
  readonly files: readonly { readonly id: number; readonly hostName: string; readonly rejected: number }[];
}

/**
 * Puts everything an import holds into the history, slice by slice, and pairs what that touches. Twice ends as once, so an
 * attempt that was cut off is simply made again. Null where it was stopped from outside.
 */
export async function writeImport(work: ImportWork, given: ImportToWrite): Promise<ImportCounts | null> {
  const writer = new Writer(work, given);
  for (const file of given.files) {
    writer.rejected += file.rejected;
    const naming = { oneHost: given.oneHost, hostName: file.hostName };
    const isWritten = await withLog(work.pathOf(file.id), { keepRaw: true }, async (log) => {
      for await (const { events } of log.batches) {
        work.signal.throwIfAborted();
        for (const logged of events) {
          await writer.add(hostNameOf(logged, naming), logged);
        }
        if (!(await writer.tell(file.id))) return false;
      }
      return true;
    });
    if (!isWritten) return null;
  }
  await writer.flush();
  await noteWritten(work.db, given.id, writer.done, work.now());
  // The events are in the history: a host that cannot be paired now stays due, and the gateway's own loop tries again.
  const onFailure = () => {};
  await pairDue(work.db, { hostIds: [...writer.hostIds], now: work.now, signal: work.signal, onFailure });
  return writer.counts();
}

class Writer {
  done = 0;
  rejected = 0;
  readonly hostIds = new Set<number>();
  /** Told among the rejects of its file already. */
  #refused = 0;
  /** Of a host that could not be made: there are too many. */
  #unplaced = 0;
  #toldAt = 0;
  #slice: { name: string; event: AuditEvent; raw: RawFields | null }[] = [];

  constructor(
    readonly work: ImportWork,
    readonly given: ImportToWrite,
  ) {}

  async add(name: string | null, { event, raw }: LoggedEvent): Promise<void> {
    this.#slice.push({ name: name ?? "", event, raw });
    if (this.#slice.length >= SLICE) await this.flush();
  }

  async flush(): Promise<void> {
    const slice = this.#slice;
    if (slice.length === 0) return;
    this.#slice = [];
    const { db, now } = this.work;
    const names = [...new Set(slice.map(({ name }) => name))].filter((name) => name !== "");
    const hostIds = await resolveLogHosts(db, names, now());
    const placed = slice.flatMap(({ name, event, raw }) => {
      const hostId = hostIds.get(name);
      return hostId === undefined ? [] : [{ hostId, event, raw }];
    });
    const { duplicates, rejected } = await ingestLogged(db, {
      events: placed,
      importId: this.given.id,
      now: now(),
    });
    for (const { hostId } of placed) this.hostIds.add(hostId);
    if (duplicates > 0) {
      const owners = await listOwningImports(db, this.given.id, placed);
      await noteOverlaps(db, this.given.id, owners);
    }
    this.done += slice.length;
    this.#unplaced += slice.length - placed.length;
    this.#refused += rejected.length;
  }

  /** False where the import is no longer to be written. */
  async tell(fileId: number): Promise<boolean> {
    if (performance.now() - this.#toldAt < PROGRESS_MS) return true;
    this.#toldAt = performance.now();
    this.work.onProgress?.(fileId, 0, this.done);
    return noteWritten(this.work.db, this.given.id, this.done, this.work.now());
  }

  /** Counted in the history: an attempt that was cut off has brought some already. */
  async counts(): Promise<ImportCounts> {
    const added = await countImported(this.work.db, this.given.id);
    const duplicates = Math.max(0, this.done - this.#refused - this.#unplaced - added);
    return { added, duplicates, rejected: this.rejected + this.#unplaced };
  }
}
