import type { AuditEvent } from "@/lib/domain/audit-event";
import { logOfChannel, type WindowsLog } from "./audit-ids";
import { GapWatch } from "./gap-watch";
import { bare } from "./normalise-windows";
import type { WindowsRecord } from "./windows-record";

/** Records of a start that can stand directly before its 4608. */
const HEADS = new Set([1101, 4688, 4696, 4826, 6417]);
const WINDOWS_STARTS = 4608;

const NOTHING: readonly AuditEvent[] = [];

/**
 * Records that tell of no session still tell that the host was alive. Of one log, in record order: the last of them
 * before a start, the first of the start itself, and the last of all become events that say no more than that.
 */
export class LastSigns {
  readonly #log: WindowsLog | null;
  // Written for every record that is skipped: no object is made for it.
  readonly #last = { recordId: -1, at: 0, eventId: 0 };
  readonly #head = { recordId: -1, at: 0, eventId: 0 };
  readonly #watch = new GapWatch();

  constructor(channel: string | null) {
    this.#log = logOfChannel(channel);
  }

  skip(record: WindowsRecord): void {
    if (this.#log === null) return;
    const { recordId, at } = record;
    this.#watch.see(recordId, at);
    const isHead = this.#log === "Security" && HEADS.has(record.eventId);
    const sign = isHead ? this.#head : this.#last;
    if (isHead && sign.recordId >= 0) return;
    sign.recordId = recordId;
    sign.at = at;
    sign.eventId = record.eventId;
    if (!isHead) this.#head.recordId = -1;
  }

  /** What to tell before a record that is kept. */
  before(event: AuditEvent): readonly AuditEvent[] {
    this.#watch.see(event.recordId, event.at);
    const isSecurity = event.log === "Security";
    const told = isSecurity && event.eventId === WINDOWS_STARTS ? this.signs() : NOTHING;
    if (!isSecurity || !HEADS.has(event.eventId)) {
      this.#last.recordId = -1;
      this.#head.recordId = -1;
    }
    return told;
  }

  /** The last signs of all, and what was found missing on the way. */
  finish(): readonly AuditEvent[] {
    return this.#log === null ? NOTHING : [...this.signs(), ...this.#watch.events(this.#log)];
  }

  /** The last signs before something that ends here. */
  signs(): readonly AuditEvent[] {
    const log = this.#log;
    if (log === null) return NOTHING;
    return [this.#last, this.#head].filter(({ recordId }) => recordId >= 0).map((sign) => bare(log, sign));
  }
}
