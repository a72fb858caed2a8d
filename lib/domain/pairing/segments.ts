import { type AuditEvent, type LogName, SENS, WTS } from "../audit-event";
import type { Segment, SegmentKind } from "../ending";
import { byTime } from "./record-order";
import type { Trace } from "./trace";

type Family = "disconnected" | "locked" | "idle";
interface Switch {
  readonly family: Family;
  readonly on: boolean;
}

const on = (family: Family): Switch => ({ family, on: true });
const off = (family: Family): Switch => ({ family, on: false });

const SWITCHES: Partial<Record<LogName, Readonly<Record<number, Switch>>>> = {
  Security: {
    4779: on("disconnected"),
    4778: off("disconnected"),
    4800: on("locked"),
    4801: off("locked"),
    4802: on("idle"),
    4803: off("idle"),
  },
  LocalSessionManager: { 24: on("disconnected"), 25: off("disconnected") },
  WTS: {
    [WTS.CONSOLE_DISCONNECT]: on("disconnected"),
    [WTS.REMOTE_DISCONNECT]: on("disconnected"),
    [WTS.CONSOLE_CONNECT]: off("disconnected"),
    [WTS.REMOTE_CONNECT]: off("disconnected"),
    [WTS.LOCK]: on("locked"),
    [WTS.UNLOCK]: off("locked"),
  },
  SENS: {
    [SENS.DISCONNECT]: on("disconnected"),
    [SENS.RECONNECT]: off("disconnected"),
    [SENS.LOCK]: on("locked"),
    [SENS.UNLOCK]: off("locked"),
    [SENS.START_SCREEN_SAVER]: on("idle"),
    [SENS.STOP_SCREEN_SAVER]: off("idle"),
  },
};

/** Which log is believed first, where several tell one thing a second apart. */
const SOURCES: readonly LogName[] = ["Security", "LocalSessionManager", "WTS", "SENS"];
/** What a session is called while several hold. */
const RANK: readonly Family[] = ["disconnected", "locked", "idle"];

/** What was not active, until the session's end or, where that is not known, until it was last possible. */
export function segmentsOf(trace: Trace, endAt: number | null): Segment[] {
  const all = [...trace.evidence.map(({ event }) => event), ...(trace.run?.events ?? []), ...trace.hints];
  const believed = new Set(RANK.flatMap((family) => fromOneSource(all, family)));
  const chosen = all.filter((event) => believed.has(event));
  const isOneLog = chosen.every((event) => event.log === chosen[0]?.log);
  // Record order is the order of truth inside a log, and Security's is kept; between logs there is only time.
  if (!isOneLog) chosen.sort(byTime);
  else if (chosen[0]?.log !== "Security") chosen.sort((a, b) => a.recordId - b.recordId || a.at - b.at);
  return drawSegments(
    chosen.flatMap((event) => toChange(event)),
    endAt,
  );
}

export interface Change extends Switch {
  readonly at: number;
}

export function drawSegments(changes: readonly Change[], endAt: number | null): Segment[] {
  const segments: Segment[] = [];
  const held = new Set<Family>();
  let kind: SegmentKind | null = null;
  let from = 0;
  const close = (until: number | null) => {
    const end = until !== null && endAt !== null ? Math.min(until, endAt) : (until ?? endAt);
    if (kind !== null && (end === null || end > from)) segments.push({ kind, from, until: end });
  };
  for (const change of changes) {
    if (change.on) held.add(change.family);
    else held.delete(change.family);
    const now = RANK.find((family) => held.has(family)) ?? null;
    if (now === kind) continue;
    close(change.at);
    kind = now;
    from = change.at;
  }
  close(null);
  return segments;
}

function fromOneSource(events: readonly AuditEvent[], family: Family): AuditEvent[] {
  for (const log of SOURCES) {
    const found = events.filter((event) => event.log === log && switchOf(event)?.family === family);
    if (found.length > 0) return found;
  }
  return [];
}

function toChange(event: AuditEvent): Change[] {
  const change = switchOf(event);
  return change ? [{ ...change, at: event.at }] : [];
}

function switchOf(event: AuditEvent): Switch | null {
  return SWITCHES[event.log]?.[event.eventId] ?? null;
}
