import type { AuditEvent } from "../audit-event";
import type { BootStart } from "./boot-draft";
import { isInteractiveLogon } from "./logon-class";

const WINDOWS_STARTS = 4608;
/** Records of a start that can stand before its 4608. */
const BEFORE_START = new Set([1101, 4688, 4696, 4826, 6417]);
const REPEAT_MS = 2000;

/**
 * Where boots begin in the Security log, by index. A LogonId is never used twice in one boot, so a person's logon under
 * an id that was used already proves a start that was not recorded.
 */
export function securityStarts(events: readonly AuditEvent[]): ReadonlyMap<number, BootStart> {
  const starts = new Map<number, BootStart>();
  const used = new Map<string, { at: number; isOver: boolean }>();
  events.forEach((event, i) => {
    if (event.eventId === WINDOWS_STARTS) {
      const head = headOf(events, i);
      starts.set(head, { at: Math.min(event.at, events[head]?.at ?? event.at), isRecorded: true });
      used.clear();
    } else if (event.boot === null && event.logonId !== null) {
      const before = used.get(event.logonId);
      if (isInteractiveLogon(event)) {
        if (before && (before.isOver || Math.abs(event.at - before.at) > REPEAT_MS)) {
          starts.set(i, { at: event.at, isRecorded: false });
          used.clear();
        }
        used.set(event.logonId, { at: event.at, isOver: false });
      } else if (before && (event.eventId === 4634 || event.eventId === 4647)) before.isOver = true;
    }
  });
  return starts;
}

function headOf(events: readonly AuditEvent[], start: number): number {
  let head = start;
  while (head > 0 && BEFORE_START.has(events[head - 1]?.eventId ?? 0)) head--;
  return head;
}
