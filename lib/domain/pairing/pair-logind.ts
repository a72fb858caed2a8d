import { type AuditEvent, LOGIND, RECORDS_MISSING } from "../audit-event";
import type { Ending, PairedSession } from "../ending";
import { crashedBetween, exactly, highly, openAsOf, refOf } from "./endings";
import { groupBy } from "./group-by";
import type { Leftover } from "./leftover";
import { leftoverFacts } from "./leftover-facts";
import { weakenedBy } from "./record-gaps";
import { type Change, drawSegments } from "./segments";

/** What surrounds the sessions of a Linux boot: its last record, and when the next boot began. */
export interface LinuxBounds {
  readonly boot: string;
  readonly lastAt: number;
  readonly nextAt: number | null;
}

export interface LinuxPairing {
  readonly sessions: readonly PairedSession[];
  readonly leftovers: readonly Leftover[];
}

/** logind gives every session of a boot an id of its own, and says when it is new and when it is removed. */
export function pairLogind(events: readonly AuditEvent[], bounds: LinuxBounds): LinuxPairing {
  const shutdown = events.findLast((event) => event.eventId === LOGIND.SHUTDOWN) ?? null;
  const about = events.filter((event) => event.eventId !== LOGIND.BOOT && event.eventId !== LOGIND.SHUTDOWN);
  const gaps = events.filter((event) => event.eventId === RECORDS_MISSING);
  const sessions: PairedSession[] = [];
  const leftovers: Leftover[] = [];
  for (const [id, list] of groupBy(about, (event) => event.logonId ?? event.sessionId)) {
    if (id === null) continue;
    const start = list.find((event) => event.eventId === LOGIND.SESSION_NEW) ?? null;
    const again = list.filter((event) => event.eventId === LOGIND.SESSION_NEW && event !== start);
    sessions.push(sessionOf(id, list, start, { shutdown, gaps, bounds }));
    if (again.length > 0) {
      const because = "its session id was new already in this boot";
      leftovers.push({ kind: "repeated_logon", ...leftoverFacts(bounds.boot, again, because) });
    }
  }
  return { sessions, leftovers };
}

const REMOVED = {
  logind: "logind: the session was removed",
  samba: "samba: the last share was closed",
} as const;

function sessionOf(
  id: string,
  events: readonly AuditEvent[],
  start: AuditEvent | null,
  boot: { shutdown: AuditEvent | null; gaps: readonly AuditEvent[]; bounds: LinuxBounds },
): PairedSession {
  const { shutdown, gaps, bounds } = boot;
  const removed = events.findLast((event) => event.eventId === LOGIND.SESSION_REMOVED);
  const ending = removed
    ? exactly("logged_off", removed.at, REMOVED[removed.log === "samba" ? "samba" : "logind"], [removed])
    : weakenedBy(gapAfter(gaps, events), linuxEnding(shutdown, bounds));
  const named = start ?? events.find((event) => event.userName !== null || event.sid !== null);
  return {
    boot: bounds.boot,
    logonId: id,
    linkedLogonId: null,
    sessionId: named?.sessionId ?? id,
    sid: named?.sid ?? null,
    userName: named?.userName ?? null,
    domainName: named?.domainName ?? null,
    logonType: null,
    address: start?.address ?? null,
    startedAt: start?.at ?? null,
    startedBefore: start
      ? null
      : events.reduce((first, event) => Math.min(first, event.at), Number.POSITIVE_INFINITY),
    startRecord: start ? refOf(start) : null,
    ending,
    segments: drawSegments(
      events.flatMap(toChange),
      ending.at ?? (ending.kind === "open" ? null : ending.notBefore),
    ),
    clockStepSeconds: 0,
    destroyedAt: null,
  };
}

/** In which the end of a session may have been told. */
function gapAfter(gaps: readonly AuditEvent[], own: readonly AuditEvent[]) {
  const lastAt = Math.max(...own.map(({ at }) => at));
  const event = gaps.find(({ at }) => at >= lastAt);
  return event ? { event, index: 0, from: event.at } : null;
}

/** How a session ended that nothing ended by itself. */
export function linuxEnding(shutdown: AuditEvent | null, bounds: LinuxBounds): Ending {
  if (shutdown) {
    const because =
      shutdown.log === "wtmp"
        ? "wtmp: down, the host was shut down"
        : `${shutdown.log}: the host is shutting down`;
    return highly("shut_down", shutdown.at, shutdown.at, because, [shutdown]);
  }
  if (bounds.nextAt === null) return openAsOf(bounds.lastAt);
  const because = "no shutdown before the next boot: the host stopped without one";
  return crashedBetween(bounds.lastAt, Math.max(bounds.lastAt, bounds.nextAt), because, []);
}

function toChange(event: AuditEvent): Change[] {
  if (event.eventId === LOGIND.LOCKED) return [{ family: "locked", on: true, at: event.at }];
  if (event.eventId === LOGIND.UNLOCKED) return [{ family: "locked", on: false, at: event.at }];
  return [];
}
