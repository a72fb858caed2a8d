import type { IncomingMessage } from "node:http";
import { EVENTS_AT_ONCE } from "@/lib/services/take-shipments";
import type { Shipment } from "./shipment";

/** Larger requests are cut into smaller blocks: whoever reads one record unpacks the whole of it. */
const MAX_KEPT_BYTES = 1024 * 1024;
const MAX_UNPACKED_BYTES = 6 * 1024 * 1024;
/** As far as the database counts lines. */
const MAX_LINE = 32_767;
/** So much of a request must be records that are kept; else the rest would be kept beside them. */
const MIN_SHARE = 0.7;

/** A request's gzip as it came, as long as it is worth keeping: packed once by its sender, and never again by us. */
export class KeptBody {
  #parts: Buffer[] | null;
  #held = 0;

  constructor(message: IncomingMessage) {
    this.#parts = message.headers["content-encoding"] === "gzip" ? [] : null;
    if (this.#parts) message.on("data", (part: Buffer) => this.#hold(part));
  }

  /** Null where the records in it are better kept by themselves. */
  worthKeeping({ events, keptBytes, lastKeptLine }: Shipment, unpackedBytes: number): Buffer | null {
    if (this.#parts === null || unpackedBytes > MAX_UNPACKED_BYTES || lastKeptLine > MAX_LINE) return null;
    if (keptBytes < unpackedBytes * MIN_SHARE || events.length > EVENTS_AT_ONCE) return null;
    return Buffer.concat(this.#parts);
  }

  #hold(part: Buffer): void {
    this.#held += part.length;
    if (this.#held > MAX_KEPT_BYTES) this.#parts = null;
    this.#parts?.push(part);
  }
}
