import type { AuditEvent } from "../audit-event";

/** A log that is made anew numbers its records from 1; one that is cleared goes on counting. */
const LEAP = 1000;
const ANOTHER_RECORD_MS = 1000;

/** One log's records by their number, every record once: back in the order in which they were written. */
export function asWritten(byNumber: readonly AuditEvent[]): readonly AuditEvent[] {
  if (byNumber.some((event, i) => isAnother(byNumber[i - 1], event))) return untangled(byNumber);
  const start = turnedAt(byNumber);
  return start === 0 ? byNumber : [...byNumber.slice(start), ...byNumber.slice(0, start)];
}

/** Cheap, and true wherever the newer numbers may stand before the older ones. */
export function mayBeTurned(first: AuditEvent, last: AuditEvent): boolean {
  return first.at > last.at && last.recordId - first.recordId > LEAP;
}

/** Two records under one number; two readers' copies of one record tell at least the same event. */
function isAnother(before: AuditEvent | undefined, event: AuditEvent): boolean {
  return (
    before?.recordId === event.recordId &&
    before.eventId !== event.eventId &&
    Math.abs(event.at - before.at) > ANOTHER_RECORD_MS
  );
}

/** Where the older records begin, if all of them are older than all that stand before them; else 0. */
function turnedAt(events: readonly AuditEvent[]): number {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last || !mayBeTurned(first, last)) return 0;
  const latestFrom: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = events.length - 1; i >= 0; i--) {
    latest = Math.max(latest, events[i]?.at ?? latest);
    latestFrom[i] = latest;
  }
  let earliest = first.at;
  for (const [i, event] of events.entries()) {
    const before = events[i - 1];
    // A clock that was set back moves the times, and leaves the numbers as they were.
    if (before && event.recordId - before.recordId > LEAP && earliest > (latestFrom[i] ?? 0)) return i;
    earliest = Math.min(earliest, event.at);
  }
  return 0;
}

/** By time, a number that comes again proves a new log; it began where the numbers fell deepest. */
function untangled(byNumber: readonly AuditEvent[]): readonly AuditEvent[] {
  const byTime = [...byNumber].sort((a, b) => a.at - b.at || a.recordId - b.recordId);
  const logs: AuditEvent[][] = [];
  let from = 0;
  let seen = new Map<number, { readonly place: number; readonly event: AuditEvent }>();
  for (const [i, event] of byTime.entries()) {
    const holder = seen.get(event.recordId);
    if (holder && isAnother(holder.event, event)) {
      const start = deepestFall(byTime, holder.place + 1, i);
      logs.push(byTime.slice(from, start));
      from = start;
      seen = new Map();
      for (let n = start; n < i; n++) {
        const kept = byTime[n];
        if (kept) seen.set(kept.recordId, { place: n, event: kept });
      }
    }
    seen.set(event.recordId, { place: i, event });
  }
  logs.push(byTime.slice(from));
  return logs.flatMap((log) => log.sort((a, b) => a.recordId - b.recordId || a.at - b.at));
}

function deepestFall(events: readonly AuditEvent[], from: number, until: number): number {
  let place = until;
  let depth = 0;
  for (let i = until; i >= from; i--) {
    const fall = (events[i - 1]?.recordId ?? 0) - (events[i]?.recordId ?? 0);
    if (fall > depth) [place, depth] = [i, fall];
  }
  return place;
}
