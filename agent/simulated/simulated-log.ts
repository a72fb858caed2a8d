import { EMPTY_EVENT, type LogName } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import type { EventBatch } from "../platform";

type Fields = Partial<Omit<ReportedEvent, "log" | "recordId" | "at" | "eventId" | "raw">>;

/** The event logs of a simulated host: each log counts its own records, and the oldest are overwritten. */
export class SimulatedLog {
  readonly #maxRecords: number;
  #events: ReportedEvent[] = [];
  #forgotten = 0;
  #lastRecord = new Map<LogName, number>();

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords;
  }

  write(log: LogName, eventId: number, at: number, fields: Fields): ReportedEvent {
    const recordId = (this.#lastRecord.get(log) ?? 0) + 1;
    this.#lastRecord.set(log, recordId);
    const event: ReportedEvent = { ...EMPTY_EVENT, ...fields, log, recordId, at, eventId, raw: null };
    this.#events.push(event);
    // In blocks: cutting one record at a time would move the whole list each time.
    const surplus = this.#events.length - this.#maxRecords;
    if (surplus > this.#maxRecords / 4) {
      this.#events = this.#events.slice(surplus);
      this.#forgotten += surplus;
    }
    return event;
  }

  /** The cursor is the number of records written before. */
  readAfter(cursor: string | null, limit: number): EventBatch {
    const from = Math.max(0, Number(cursor ?? 0) - this.#forgotten);
    const events = this.#events.slice(from, from + limit);
    if (events.length === 0) return { events, cursor };
    return { events, cursor: String(this.#forgotten + from + events.length) };
  }

  lastAt(): number | null {
    return this.#events.at(-1)?.at ?? null;
  }
}
