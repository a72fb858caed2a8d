import type { RejectedRecord } from "@/lib/services/keep-rejects";
import type { SentBody, ShippedEvent } from "@/lib/services/keep-shipped";
import type { Shipped } from "@/lib/services/take-shipments";
import type { DoorOutcome } from "./read-record";

/** As many of one request are kept to be looked at; the others are counted. */
const KEPT_REJECTS = 100;
const SAMPLE_BYTES = 512;

/** Where it stood, and its beginning for people to look at. */
export interface SampledLine {
  readonly number: number | null;
  readonly bytes: Buffer | null;
  readonly length: number;
}

const NO_LINE: SampledLine = { number: null, bytes: null, length: 0 };

/** What one request brought. */
export class Shipment implements Shipped {
  readonly events: ShippedEvent[] = [];
  readonly rejects: RejectedRecord[] = [];
  readonly body: SentBody = { packed: null };
  /** Of the lines that are kept. */
  keptBytes = 0;
  lastKeptLine = 0;
  received = 0;
  skipped = 0;
  rejected = 0;

  /** `what` it was, with the number of its line where it has one. */
  take(outcome: DoorOutcome, what: string, line: SampledLine = NO_LINE): void {
    this.received++;
    if (outcome.kind === "skipped") this.skipped++;
    else if (outcome.kind === "reject") this.#reject(outcome.reason, what, line);
    else if (outcome.host === null) this.#reject("the record names no host", what, line);
    else {
      this.events.push(outcome);
      if (!("line" in outcome) || !outcome.line) return;
      this.keptBytes += line.length;
      this.lastKeptLine = outcome.line.number;
    }
  }

  #reject(reason: string, what: string, { number, bytes }: SampledLine): void {
    this.rejected++;
    if (this.rejects.length >= KEPT_REJECTS) return;
    const sample = bytes?.toString("utf8", 0, SAMPLE_BYTES) ?? "";
    const where = number === null ? what : `${what} ${number}`;
    this.rejects.push({ where, reason, sample: sample.slice(0, SAMPLE_BYTES) });
  }
}
