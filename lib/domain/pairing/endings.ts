import { type AuditEvent, SENS, WTS } from "../audit-event";
import type { Ending, RecordRef } from "../ending";
import type { BootStop } from "./boot-stop";

export function refOf(event: AuditEvent): RecordRef {
  return { log: event.log, recordId: event.recordId, eventId: event.eventId, at: event.at };
}

export function exactly(
  kind: "logged_off" | "destroyed" | "notified",
  at: number,
  because: string,
  records: readonly AuditEvent[],
): Ending {
  return { kind, at, notBefore: at, notAfter: at, confidence: "exact", because, records: records.map(refOf) };
}

export function highly(
  kind: "shut_down" | "suspended",
  at: number,
  notBefore: number,
  because: string,
  records: readonly AuditEvent[],
): Ending {
  return { kind, at, notBefore, notAfter: at, confidence: "high", because, records: records.map(refOf) };
}

export function lostBetween(
  notBefore: number,
  notAfter: number,
  because: string,
  records: readonly AuditEvent[],
): Ending {
  return {
    kind: "lost",
    at: null,
    notBefore: Math.min(notBefore, notAfter),
    notAfter,
    confidence: "low",
    because,
    records: records.map(refOf),
  };
}

export function crashedBetween(
  notBefore: number,
  notAfter: number,
  because: string,
  records: readonly AuditEvent[],
): Ending {
  return {
    kind: "crashed",
    at: null,
    notBefore,
    notAfter,
    confidence: "interval",
    because,
    records: records.map(refOf),
  };
}

export function openAsOf(asOf: number): Ending {
  return {
    kind: "open",
    asOf,
    at: null,
    notBefore: asOf,
    notAfter: null,
    confidence: "open",
    because: "no end in the records: open as of the last one",
    records: [],
  };
}

/** What the end of the boot says about a session that nothing else ended, and that was alive at its last sign. */
export function endedByStop(stop: BootStop, signAt: number): Ending {
  switch (stop.kind) {
    case "clean":
      return highly(
        "shut_down",
        stop.at,
        Math.min(stop.at, Math.max(stop.askedAt ?? stop.at, signAt)),
        stop.because,
        stop.records,
      );
    case "dirty":
      return crashedBetween(stop.notBefore, stop.notAfter, stop.because, stop.records);
    case "unrecorded":
      return lostBetween(stop.notBefore, stop.notAfter, stop.because, stop.records);
    case "none":
      return openAsOf(stop.asOf);
  }
}

const NOTICES: readonly {
  readonly log: AuditEvent["log"];
  readonly eventId: number;
  readonly because: string;
}[] = [
  { log: "System", eventId: 7002, because: "7002: Winlogon told the logoff" },
  { log: "LocalSessionManager", eventId: 23, because: "LocalSessionManager 23: the session was logged off" },
  { log: "WTS", eventId: WTS.LOGOFF, because: "WTS 6: the session was logged off" },
  { log: "SENS", eventId: SENS.LOGOFF, because: "SENS Logoff: the user logged off" },
];

/** The end that notifications tell, by the source that is surest. */
export function noticedEnding(ends: readonly AuditEvent[]): Ending | null {
  for (const { log, eventId, because } of NOTICES) {
    const found = ends.find((event) => event.log === log && event.eventId === eventId);
    if (found) return exactly("notified", found.at, because, [found, ...ends.filter((end) => end !== found)]);
  }
  return null;
}
