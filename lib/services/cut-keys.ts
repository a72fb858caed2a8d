import type { AuditEvent } from "@/lib/domain/audit-event";
import type { BootRow } from "@/lib/storage/boots";

/** Where events that name no boot wait until the boots are cut. */
export const UNCUT = "cut:";

/** Cut from the records, and not named by the host. */
export function isCut(bootKey: string): boolean {
  return bootKey.startsWith(UNCUT);
}

/** From the records alone, so that any order of arrival ends in the same boots. */
export function cutKey(events: readonly AuditEvent[]): string {
  return `${UNCUT}${new Date(startOf(events)).toISOString()}`;
}

export function startOf(events: readonly AuditEvent[]): number {
  return events.reduce((first, event) => Math.min(first, event.at), Number.POSITIVE_INFINITY);
}

/** Of boots that the host has named, oldest first: the last that had begun by then. */
export function namedBootAt(boots: readonly BootRow[], at: number): BootRow | undefined {
  return boots.findLast((boot) => !isCut(boot.key) && boot.startedAt <= at);
}
