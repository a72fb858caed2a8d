import type { AuditEvent, LogName } from "../audit-event";
import { countWhere, lastWhere } from "./last-where";

export interface PowerOff {
  readonly event: AuditEvent;
  /** The 1074 that says who asked for it, and why. */
  readonly asked: AuditEvent;
}

const ASKED_MS = 10 * 60_000;
/** What could not be written before the host slept or stopped is written within this time. */
const LATE_MS = 120_000;
const WINDOWS_STARTS = 4608;
const POWERED_OFF = /(^|\D)6(\D|$)/;

/** What the System log of one boot tells about sleep and shutdown, and both logs about its start. */
export class Power {
  readonly #asked: readonly AuditEvent[];
  readonly #offs: readonly PowerOff[];
  readonly #resumes: readonly AuditEvent[];
  readonly #starts: readonly AuditEvent[];

  constructor(logs: ReadonlyMap<LogName, readonly AuditEvent[]>) {
    const system = logs.get("System") ?? [];
    const security = logs.get("Security") ?? [];
    const byAt = (...ids: number[]) =>
      system.filter(({ eventId }) => ids.includes(eventId)).sort((a, b) => a.at - b.at);
    this.#asked = byAt(1074);
    this.#resumes = byAt(107);
    const own = security.filter(({ eventId }) => eventId === WINDOWS_STARTS);
    this.#starts = [...own, ...byAt(12, 6005, 6009)].sort((a, b) => a.at - b.at);
    this.#offs = byAt(42).flatMap((event) => {
      const asked = POWERED_OFF.test(event.reason ?? "") ? this.askedFor(event.at) : null;
      return asked ? [{ event, asked }] : [];
    });
  }

  /** Why and by whom a stop was asked for. */
  askedFor(at: number): AuditEvent | null {
    const asked = lastWhere(this.#asked, (event) => event.at <= at);
    return asked && at - asked.at <= ASKED_MS ? asked : null;
  }

  /** The first shutdown with fast startup from an instant on: the kernel sleeps, the boot goes on. */
  offFrom(at: number): PowerOff | null {
    return this.#offs[countWhere(this.#offs, ({ event }) => event.at < at)] ?? null;
  }

  isAfterResume(at: number): boolean {
    return isSoonAfter(this.#resumes, at);
  }

  isAfterStart(at: number): boolean {
    return isSoonAfter(this.#starts, at);
  }
}

function isSoonAfter(events: readonly AuditEvent[], at: number): boolean {
  const before = lastWhere(events, (event) => event.at <= at);
  return before !== undefined && at - before.at <= LATE_MS;
}

export function reasonOf(asked: AuditEvent | null): string {
  return asked?.reason ? ` (1074: ${asked.reason})` : "";
}
