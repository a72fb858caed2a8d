import { type AuditEvent, RECORDS_MISSING } from "@/lib/domain/audit-event";
import type { WindowsLog } from "./audit-ids";
import { bare } from "./normalise-windows";

/** So many records in a row on both sides: else the source was filtered, and leaves out what nobody asked for. */
const IN_A_ROW = 64;
const MAX_GAPS = 1000;

interface Gap {
  readonly recordId: number;
  readonly count: number;
  /** Of the record before. */
  readonly at: number;
}

/** Counts the records that are missing from the middle of a log that is whole otherwise. */
export class GapWatch {
  readonly #gaps: Gap[] = [];
  #last = -1;
  #lastAt = 0;
  #row = 0;
  #pending: Gap | null = null;

  see(recordId: number, at: number): void {
    if (recordId === this.#last + 1) {
      if (++this.#row === IN_A_ROW) this.#confirm();
    } else this.#breakAt(recordId);
    this.#last = recordId;
    this.#lastAt = at;
  }

  events(log: WindowsLog): AuditEvent[] {
    return this.#gaps.map(({ recordId, count, at }) => ({
      ...bare(log, { recordId, at, eventId: RECORDS_MISSING }),
      reason: String(count),
    }));
  }

  #confirm(): void {
    if (this.#pending !== null && this.#gaps.length < MAX_GAPS) this.#gaps.push(this.#pending);
    this.#pending = null;
  }

  #breakAt(recordId: number): void {
    const count = recordId - this.#last - 1;
    const isWhole = this.#row >= IN_A_ROW && count > 0 && Number.isSafeInteger(recordId);
    this.#pending = isWhole ? { recordId: this.#last + 1, count, at: this.#lastAt } : null;
    this.#row = 0;
  }
}
