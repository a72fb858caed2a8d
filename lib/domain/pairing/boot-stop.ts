import type { AuditEvent } from "../audit-event";
import { isInteractiveLogon } from "./logon-class";
import { type Power, reasonOf } from "./power";

/** How a boot came to its end, as far as its own last records and the next boot's first ones say. */
export type BootStop =
  | {
      readonly kind: "clean";
      readonly at: number;
      /** Place of 1100 in the Security log, where that is what tells it. */
      readonly index: number | null;
      /** When it was asked for, where that is told. */
      readonly askedAt: number | null;
      readonly because: string;
      readonly records: readonly AuditEvent[];
    }
  | {
      readonly kind: "dirty" | "unrecorded";
      readonly notBefore: number;
      readonly notAfter: number;
      readonly because: string;
      readonly records: readonly AuditEvent[];
    }
  /** The data ends. */
  | { readonly kind: "none"; readonly asOf: number };

const STARTS = new Set([4608, 1101, 6005, 6009, 12]);
/** Dropped events are told right after a dirty stop; later in a boot they mean something else. */
const HEAD_MS = 5 * 60_000;
const ONE_STOP_MS = 10 * 60_000;
/** Between two logs there is only time to tell what came first. */
const STILL_MS = 60_000;

/** Both in record order; `next` is null where the data ends. */
export function stopOfBoot(
  events: readonly AuditEvent[],
  next: readonly AuditEvent[] | null,
  power: Power,
): BootStop {
  const lastAt = lastEventAt(events);
  const clean = cleanStop(events, power);
  if (clean) return clean;
  if (!next) return { kind: "none", asOf: lastAt };

  const nextAt = startOfBoot(next);
  const signs = next.filter((event) => isDirtySign(event, nextAt));
  const knownAlive = signs
    .flatMap((event) => (event.eventId === 6008 && event.previousAt !== null ? [event.previousAt] : []))
    .filter((at) => at <= nextAt);
  const notBefore = Math.max(lastAt, ...knownAlive);
  // The clock may have been set back between the boots.
  const notAfter = Math.max(nextAt, notBefore);
  if (signs.length === 0) {
    const because = "no record of the stop: between the last record of the boot and the next start";
    return { kind: "unrecorded", notBefore, notAfter, because, records: [] };
  }
  const ids = [...new Set(signs.map((event) => event.eventId))].sort((a, b) => a - b).join(", ");
  return {
    kind: "dirty",
    notBefore,
    notAfter,
    because: `${ids} in the next boot: the host stopped without a shutdown`,
    records: signs,
  };
}

function cleanStop(events: readonly AuditEvent[], power: Power): BootStop | null {
  const security = events.filter((event) => event.log === "Security");
  const index = security.findLastIndex((event) => event.eventId === 1100);
  const stopped = security[index];
  if (stopped && !isActive(security.slice(index + 1), stopped.at, 0)) {
    return cleanOf(power, stopped, index, "1100: the event log stopped with the host");
  }
  const system = events.filter((event) => event.log === "System");
  const last = system.findLast((event) => event.eventId === 6006 || event.eventId === 13);
  if (!last || isActive(events, last.at, STILL_MS)) return null;
  const logStopped = system.findLast((event) => event.eventId === 6006);
  return logStopped && last.at - logStopped.at <= ONE_STOP_MS && logStopped.at <= last.at
    ? cleanOf(power, logStopped, null, "6006: the event log stopped with the host")
    : last.eventId === 6006
      ? cleanOf(power, last, null, "6006: the event log stopped with the host")
      : cleanOf(power, last, null, "Kernel-General 13: the host shut down");
}

function cleanOf(power: Power, stop: AuditEvent, index: number | null, because: string): BootStop {
  const asked = power.askedFor(stop.at);
  const records = asked ? [stop, asked] : [stop];
  return {
    kind: "clean",
    at: stop.at,
    index,
    askedAt: asked?.at ?? null,
    because: because + reasonOf(asked),
    records,
  };
}

/** Somebody logged on after it: the event log was restarted, not the host. */
function isActive(events: readonly AuditEvent[], at: number, stillMs: number): boolean {
  return events.some(
    (event) =>
      event.at > at + stillMs &&
      (event.eventId === 7001 || (event.log === "Security" && isInteractiveLogon(event))),
  );
}

export function lastEventAt(events: readonly AuditEvent[]): number {
  let last = Number.NEGATIVE_INFINITY;
  events.forEach((event, i) => {
    // The last record of each log; with the clock set back an earlier one may bear a later time.
    if (events[i + 1]?.log !== event.log && event.at > last) last = event.at;
  });
  return last;
}

/** The first start record of each kind; without any, the first record of each log. */
export function startOfBoot(events: readonly AuditEvent[]): number {
  const starts = new Map<number, number>();
  let first = Number.POSITIVE_INFINITY;
  events.forEach((event, i) => {
    const isWindows = event.log === "Security" || event.log === "System";
    if (isWindows && STARTS.has(event.eventId) && !starts.has(event.eventId))
      starts.set(event.eventId, event.at);
    if (events[i - 1]?.log !== event.log) first = Math.min(first, event.at);
  });
  return starts.size > 0 ? Math.min(...starts.values()) : first;
}

function isDirtySign(event: AuditEvent, startAt: number): boolean {
  if (event.log === "System") return event.eventId === 6008;
  return event.log === "Security" && event.eventId === 1101 && event.at - startAt <= HEAD_MS;
}
