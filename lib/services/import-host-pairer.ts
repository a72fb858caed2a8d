import { type AuditEvent, LOGS } from "@/lib/domain/audit-event";
import type { PairedSession } from "@/lib/domain/ending";
import { cutBoots } from "@/lib/domain/pairing/cut-boots";
import { findSeam, placeKey, type Seam } from "@/lib/domain/pairing/incremental";
import { isBehind, windowAfter } from "@/lib/domain/pairing/incremental-window";
import type { Leftover } from "@/lib/domain/pairing/leftover";
import { pairBoot } from "@/lib/domain/pairing/pair-boot";

export interface PairedSink {
  readonly session: (session: PairedSession) => void;
  readonly leftover: (leftover: Leftover) => void;
}

/** More ids than these are not remembered of one boot. */
const MOST_SETTLED = 50_000;

/**
 * Pairs the events of one host as they come, and lets go of what later ones cannot change. Given in the order of its logs
 * the sessions are those of `pairHost`; what comes too late for that is left out and counted.
 */
export class HostPairer {
  /** Events that stand before what was let go. */
  late = 0;
  readonly #sink: PairedSink;
  #seam: Seam | null = null;
  #carried: readonly AuditEvent[] = [];
  #later: AuditEvent[] = [];
  #settled = new Set<string>();

  constructor(sink: PairedSink) {
    this.#sink = sink;
  }

  get held(): number {
    return this.#carried.length + this.#later.length;
  }

  add(event: AuditEvent): void {
    if (this.#seam && isBehind(this.#seam, event)) {
      if (event.recordId <= (this.#seam.records[LOGS[event.log]] ?? -1)) {
        this.late++;
        return;
      }
      // The clock was set back behind the seam: what comes now is paired for itself.
      this.finish();
    }
    this.#later.push(event);
  }

  /** Pairs, and lets go of all boots but the last, and of what is settled in that one. */
  settle(): void {
    const window = this.#window();
    const boots = cutBoots(window);
    for (const [i, boot] of boots.slice(0, -1).entries()) {
      this.#tell(pairBoot(boot, boots[i + 1] ?? null), Number.POSITIVE_INFINITY);
      this.#begin([]);
    }
    const last = boots.at(-1);
    if (!last) return;
    const events = boots.length > 1 ? [...last.events] : window;
    if (boots.length > 1) this.#begin(events);
    const found = findSeam(events, this.#seam);
    if (!found) return;
    const { sessions, leftovers } = pairBoot({ ...last, events }, null);
    const settled = sessions.filter(({ logonId }) => found.settled.has(logonId));
    this.#tell({ sessions: settled, leftovers }, found.seam.at);
    for (const { logonId } of settled) this.#settled.add(logonId);
    if (this.#settled.size > MOST_SETTLED) this.#settled.clear();
    const carried = new Set(found.seam.carried.map(placeKey));
    this.#carried = events.filter((event) => carried.has(keyOf(event)));
    this.#later = events.filter((event) => !isBehind(found.seam, event));
    this.#seam = found.seam;
  }

  /** Pairs what is left, as if nothing came any more. */
  finish(): void {
    const boots = cutBoots(this.#window());
    for (const [i, boot] of boots.entries()) {
      this.#tell(pairBoot(boot, boots[i + 1] ?? null), Number.POSITIVE_INFINITY);
      this.#begin([]);
    }
  }

  #window(): AuditEvent[] {
    return this.#seam ? windowAfter(this.#seam, this.#carried, this.#later) : this.#later;
  }

  #begin(events: AuditEvent[]): void {
    this.#seam = null;
    this.#carried = [];
    this.#later = events;
    this.#settled = new Set();
  }

  /** Each leftover once: those before the last seam were told with it. */
  #tell(
    paired: { readonly sessions: readonly PairedSession[]; readonly leftovers: readonly Leftover[] },
    until: number,
  ): void {
    const from = this.#seam?.at ?? Number.NEGATIVE_INFINITY;
    for (const session of paired.sessions)
      if (!this.#settled.has(session.logonId)) this.#sink.session(session);
    for (const leftover of paired.leftovers)
      if (leftover.at >= from && leftover.at < until) this.#sink.leftover(leftover);
  }
}

function keyOf({ log, recordId, at }: AuditEvent): string {
  return placeKey([LOGS[log], recordId, at]);
}
