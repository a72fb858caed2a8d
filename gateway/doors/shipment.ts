import type { LoggedEvent } from "@/lib/ingest/log-reader";
import type { RecordOutcome } from "@/lib/ingest/record-outcome";
import type { RejectedRecord } from "@/lib/services/keep-rejects";
import type { Shipped } from "@/lib/services/take-shipments";

/** As many of one request are kept to be looked at; the others are counted. */
const KEPT_REJECTS = 100;
const SAMPLE_BYTES = 512;

/** What one request brought. */
export class Shipment implements Shipped {
  readonly events: LoggedEvent[] = [];
  readonly rejects: RejectedRecord[] = [];
  received = 0;
  skipped = 0;
  rejected = 0;

  take(outcome: RecordOutcome, where: string, sample: Buffer | string): void {
    this.received++;
    if (outcome.kind === "skipped") this.skipped++;
    else if (outcome.kind === "reject") this.#reject(outcome.reason, where, sample);
    else if (outcome.host === null) this.#reject("the record names no host", where, sample);
    else this.events.push(outcome);
  }

  #reject(reason: string, where: string, sample: Buffer | string): void {
    this.rejected++;
    if (this.rejects.length >= KEPT_REJECTS) return;
    const text = typeof sample === "string" ? sample : sample.subarray(0, SAMPLE_BYTES).toString("utf8");
    this.rejects.push({ where, reason, sample: text.slice(0, SAMPLE_BYTES) });
  }
}
