import type { Database } from "@/lib/storage/database";
import type { PathOf } from "./import-source";

/** What every step of reading and writing an import is handed. */
export interface ImportWork {
  readonly db: Database;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly pathOf: PathOf;
  /** Told now and then: how far the file in hand is read, or the import is written. */
  readonly onProgress?: (fileId: number | null, bytes: number, events: number) => void;
}
