import type { RejectedRecord } from "@/lib/services/keep-rejects";
import type { SentBody, ShippedEvent } from "@/lib/services/keep-shipped";
import type { Shipped } from "@/lib/services/take-shipments";
import type { DoorOutcome } from "./read-record";

/** As many of one request are kept to be looked at; the others are counted. */
const KEPT_REJECTS = 100;
const SAMPLE_BYTES = 512;

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

  take(outcome: DoorOutcome, where: string, sample: Buffer | string): void {
    this.received++;
    if (outcome.kind === "skipped") this.skipped++;
    else if (outcome.kind === "reject") this.#reject(outcome.reason, where, sample);
    else if (outcome.host === null) this.#reject("the record names no host", where, sample);
    else {
      this.events.push(outcome);
      if (!("line" in outcome) || !outcome.line) return;
      this.keptBytes += outcome.line.bytes.length;
      this.lastKeptLine = outcome.line.number;
    }
  }

  #reject(reason: string, where: string, sample: Buffer | string): void {
    this.rejected++;
    if (this.rejects.length >= KEPT_REJECTS) return;
    const text = typeof sample === "string" ? sample : sample.subarray(0, SAMPLE_BYTES).toString("utf8");
    this.rejects.push({ where, reason, sample: text.slice(0, SAMPLE_BYTES) });
  }
}
