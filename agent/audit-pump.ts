import { auditEventSchema, type ReportedEvent } from "@/lib/protocol/messages";
import { Bell } from "./bell";
import type { Clock } from "./clock";
import { isNoSpace } from "./durable-file";
import type { Platform } from "./platform";
import type { Spool } from "./spool";

interface Options {
  readonly platform: Platform;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly onSpooled: () => void;
}

const EVENTS_PER_BATCH = 250;
const RETRY_MS = 5_000;

/** Moves events from the host's log to the spool; a full spool leaves them in the log, which then is the buffer. */
export class AuditPump {
  readonly #options: Options;
  readonly #bell = new Bell();
  #isHeldBack = false;

  constructor(options: Options) {
    this.#options = options;
    this.#bell.ring();
  }

  wake(): void {
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    const onAbort = () => this.#bell.ring();
    signal.addEventListener("abort", onAbort, { once: true });
    let trouble = "";
    while (!signal.aborted) {
      await this.#bell.heard();
      try {
        while (!signal.aborted && (await this.#moveOneBatch())) {}
        if (trouble !== "") this.#options.log("reading of the audit log goes on");
        trouble = "";
      } catch (error) {
        const words = isNoSpace(error)
          ? "the disk of the spool is full: reading stops, the host's own log is the buffer now"
          : `the audit log cannot be read: ${error instanceof Error ? error.message : String(error)}`;
        if (words !== trouble) this.#options.log(words);
        trouble = words;
        this.#options.clock.after(RETRY_MS, () => this.#bell.ring());
      }
    }
  }

  async #moveOneBatch(): Promise<boolean> {
    const { platform, spool, log, onSpooled } = this.#options;
    if (spool.isFull) {
      if (!this.#isHeldBack) log("the spool is full: reading stops, the host's own log is the buffer now");
      this.#isHeldBack = true;
      return false;
    }
    if (this.#isHeldBack) log("the spool has room again: reading goes on");
    this.#isHeldBack = false;
    const before = spool.cursor;
    const { events, cursor } = await platform.readEvents(before, EVENTS_PER_BATCH);
    if (cursor === before) return false;
    spool.append(
      events.filter((event) => this.#isReportable(event)),
      cursor,
    );
    if (events.length > 0) onSpooled();
    return true;
  }

  /** One record that the gateway would refuse must not dam up all that follow it. */
  #isReportable(event: ReportedEvent): boolean {
    const parsed = auditEventSchema.safeParse(event);
    if (parsed.success) return true;
    const field = parsed.error.issues[0]?.path.join(".");
    this.#options.log(`left out record ${event.recordId} of ${event.log}: ${field} cannot be reported`);
    return false;
  }
}
