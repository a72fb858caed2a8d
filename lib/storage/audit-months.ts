import { toMicros } from "./audit-event-columns";

const DAY_MS = 86_400_000;

/** Days from 1970 on, in UTC, of an instant as the database keeps it. */
export function dayOf(at: number): number {
  return Math.floor(toMicros(at) / (DAY_MS * 1000));
}

/** `2026-03-02` */
export function writtenDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The month of a day: `2026-03`. */
export function monthOf(day: number): string {
  return writtenDay(day).slice(0, 7);
}

/** The partition of `audit_event` that holds a month, as `ensure_audit_month` names it. */
export function partitionOf(month: string): string {
  return `audit_event_${month.replace("-", "")}`;
}
