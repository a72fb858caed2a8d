import { type AuditEvent, type LogName, WTMP } from "../audit-event";
import type { BootStart } from "./boot-draft";

/** The records of one start in a log: where they begin, and the earliest time they tell. */
export interface BootMark {
  readonly log: LogName;
  /** Place of its first record among its log's: a log that is made anew numbers its records from 1 again. */
  readonly place: number;
  readonly at: number;
}

/** 6009 and 6005 of the event log service, 12 of the kernel: written together, in no fixed order. */
const STARTS = new Set([6009, 6005, 12]);
const TOGETHER_MS = 5 * 60_000;

/** What Windows writes about a stop can stand behind the first records of the next start. */
export const WRITTEN_LATE: ReadonlySet<number> = new Set([13, 109, 1074, 6006]);

/** Starts as the System log and wtmp tell them, in record order per log. */
export function findBootMarks(logs: ReadonlyMap<LogName, readonly AuditEvent[]>): BootMark[] {
  const marks: { log: LogName; place: number; at: number }[] = [];
  const seen = new Set<number>();
  for (const [place, event] of (logs.get("System") ?? []).entries()) {
    if (!STARTS.has(event.eventId)) continue;
    const open = marks.at(-1);
    if (open && !seen.has(event.eventId) && Math.abs(event.at - open.at) <= TOGETHER_MS) {
      open.at = Math.min(open.at, event.at);
    } else {
      marks.push({ log: "System", place, at: event.at });
      seen.clear();
    }
    seen.add(event.eventId);
  }
  for (const [place, event] of (logs.get("wtmp") ?? []).entries()) {
    if (event.eventId === WTMP.BOOT_TIME) marks.push({ log: "wtmp", place, at: event.at });
  }
  return marks;
}

/** The marks of one log as indexes of its events. */
export function startsByMark(log: LogName, marks: readonly BootMark[]): ReadonlyMap<number, BootStart> {
  const own = marks.filter((mark) => mark.log === log);
  return new Map(own.map(({ place, at }) => [place, { at, isRecorded: true }]));
}
