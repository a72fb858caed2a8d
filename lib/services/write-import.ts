import type { AuditEvent } from "@/lib/domain/audit-event";
import type { ImportCounts } from "@/lib/domain/import-facts";
import type { LoggedEvent } from "@/lib/ingest/log-reader";
import { listOwningImports } from "@/lib/storage/import-known";
import { countImported, noteOverlaps } from "@/lib/storage/import-overlaps";
import { noteWritten } from "@/lib/storage/import-progress";
import type { SentLine } from "@/lib/storage/raw-blocks";
import { faultOf } from "./event-fault";
import { hostNameOf, withLog } from "./import-source";
import type { ImportWork } from "./import-work";
import { ingestLogged } from "./ingest-logged";
import { pairSome, pairWritten } from "./pair-written";
import { resolveLogHosts } from "./resolve-log-hosts";

/** A transaction of this many events is as fast as a larger one. */
const SLICE = 8_000;
const PROGRESS_MS = 300;
/** A long import is paired along the way: its sessions are there before its end, and the end is near. */
const PAIR_EVERY = 50_000;

export interface ImportToWrite {
  readonly id: number;
  readonly oneHost: string;
  readonly utcOffset: number | null;
  readonly files: readonly { readonly id: number; readonly hostName: string; readonly rejected: number }[];
}

/**
 * Puts everything an import holds into the history, slice by slice, and pairs what that touches. Twice ends as once, so an
 * attempt that was cut off is simply made again. Null where it was stopped from outside.
 */
export async function writeImport(work: ImportWork, given: ImportToWrite): Promise<ImportCounts | null> {
  const writer = new Writer(work, given);
  try {
    if (!(await writeFiles(work, given, writer))) return null;
    await writer.finish();
  } finally {
    // Whoever takes over must find nothing on its way.
    await writer.settled();
  }
  if (!(await noteWritten(work.db, given.id, writer.done, work.now()))) return null;
  const isPaired = await pairWritten(work, given.id, [...writer.hostIds]);
  return isPaired ? writer.counts() : null;
}

async function writeFiles(work: ImportWork, given: ImportToWrite, writer: Writer): Promise<boolean> {
  for (const file of given.files) {
    writer.rejected += file.rejected;
    const naming = { oneHost: given.oneHost, hostName: file.hostName };
    const isWritten = await withLog(
      work.pathOf(file.id),
      { keepRaw: true, utcOffset: given.utcOffset },
      async (log) => {
        for await (const { events } of log.batches) {
          work.signal.throwIfAborted();
          for (const logged of events) {
            await writer.add(hostNameOf(logged, naming), logged);
          }
          if (!(await writer.tell(file.id))) return false;
        }
        return true;
      },
    );
    if (!isWritten) return false;
  }
  return true;
}

interface Named {
  readonly name: string;
  readonly event: AuditEvent;
  /** Text at once: thousands of records field by field would be most of what is held. */
  readonly line: SentLine | null;
}

/** Records of an import come in no body that could be kept as it is. */
const UNPACKED = { packed: null };

class Writer {
  done = 0;
  rejected = 0;
  readonly hostIds = new Set<number>();
  /** Told among the rejects of its file already. */
  #refused = 0;
  /** Of a host that could not be made: there are too many. */
  #unplaced = 0;
  #toldAt = 0;
  #pairedAt = 0;
  #slice: Named[] = [];
  /** The slice before, on its way into the database while the next one is read. */
  #onItsWay: Promise<void> = Promise.resolve();

  constructor(
    readonly work: ImportWork,
    readonly given: ImportToWrite,
  ) {}

  async add(name: string | null, { event, raw }: LoggedEvent): Promise<void> {
    if (raw && faultOf(event, raw, this.work.now()) !== null) {
      this.#refused++;
      this.done++;
      return;
    }
    const line = raw && { bytes: Buffer.from(JSON.stringify(raw)), number: 0, body: UNPACKED };
    this.#slice.push({ name: name ?? "", event, line });
    if (this.#slice.length >= SLICE) await this.#send();
  }

  async finish(): Promise<void> {
    await this.#send();
    await this.#onItsWay;
  }

  async settled(): Promise<void> {
    await this.#onItsWay.catch(() => {});
  }

  /** Waits for the slice before, whose failure is heard here; this one goes while the next is read. */
  async #send(): Promise<void> {
    const slice = this.#slice;
    this.#slice = [];
    await this.#onItsWay;
    this.#onItsWay = this.#write(slice);
    this.#onItsWay.catch(() => {});
  }

  async #write(slice: readonly Named[]): Promise<void> {
    if (slice.length === 0) return;
    const { db, now } = this.work;
    const names = [...new Set(slice.map(({ name }) => name))].filter((name) => name !== "");
    const hostIds = await resolveLogHosts(db, names, now());
    const placed = slice.flatMap(({ name, event, line }) => {
      const hostId = hostIds.get(name);
      return hostId === undefined ? [] : [{ hostId, event, raw: null, line }];
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
    if (this.done - this.#pairedAt < PAIR_EVERY) return;
    this.#pairedAt = this.done;
    await pairSome(this.work, [...this.hostIds]);
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
