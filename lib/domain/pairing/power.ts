import type { AuditEvent } from "../audit-event";
import { countWhere, lastWhere } from "./last-where";

export interface PowerOff {
  readonly event: AuditEvent;
  /** The 1074 that says who asked for it, and why. */
  readonly asked: AuditEvent;
}

const ASKED_MS = 10 * 60_000;
const POWERED_OFF = /(^|\D)6(\D|$)/;

/** What the System log of one boot tells about sleep and shutdown. */
export class Power {
  readonly #asked: readonly AuditEvent[];
  readonly #offs: readonly PowerOff[];
  readonly #resumes: readonly AuditEvent[];

  constructor(system: readonly AuditEvent[]) {
    const byAt = (eventId: number) => system.filter((e) => e.eventId === eventId).sort((a, b) => a.at - b.at);
    this.#asked = byAt(1074);
    this.#resumes = byAt(107);
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

  isAfterResume(at: number, withinMs: number): boolean {
    const resume = lastWhere(this.#resumes, (event) => event.at <= at);
    return resume !== undefined && at - resume.at <= withinMs;
  }
}

export function reasonOf(asked: AuditEvent | null): string {
  return asked?.reason ? ` (1074: ${asked.reason})` : "";
}
