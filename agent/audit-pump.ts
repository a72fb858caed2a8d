import { type AgentHealth, auditEventSchema, type ReportedEvent } from "@/lib/protocol/messages";
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
  #heldBack: AgentHealth["heldBack"];

  constructor(options: Options) {
    this.#options = options;
    this.#bell.ring();
  }

  wake(): void {
    this.#bell.ring();
  }

  /** Why the host's own log is the buffer now, and since when; undefined while it is read. */
  get heldBack(): AgentHealth["heldBack"] {
    return this.#heldBack;
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
        if (isNoSpace(error)) this.#holdBack("disk");
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
      if (!this.#heldBack) log("the spool is full: reading stops, the host's own log is the buffer now");
      this.#holdBack("spool");
      return false;
    }
    if (this.#heldBack?.why === "spool") {
      log("the spool has room again: reading goes on");
      this.#heldBack = undefined;
    }
    const before = spool.cursor;
    const { events, cursor } = await platform.readEvents(before, EVENTS_PER_BATCH);
    if (cursor === before) return false;
    spool.append(
      events.filter((event) => this.#isReportable(event)),
      cursor,
    );
    // Whether a full disk has room again only a write can tell.
    this.#heldBack = undefined;
    if (events.length > 0) onSpooled();
    return true;
  }

  #holdBack(why: "spool" | "disk"): void {
    if (this.#heldBack?.why !== why) this.#heldBack = { why, since: this.#options.clock.now() };
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
