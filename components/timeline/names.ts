import type { RecordRef } from "@/lib/domain/ending";
import { knownFrom, knownUntil, latestEnd, type RecordedSession } from "@/lib/domain/recorded-session";
import { clockTime, dayName, hourMinute, isoDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import type { Piece } from "./pieces";

/**
 * The one source of words for the tooltip, the table, the drawer and the accessible name:
 * "Session on WS-014, 09:02–11:47, locked 13 min, ended by order 12 of a.lund, proved by event 4647, record 150".
 */
export function sessionName(session: RecordedSession, timeZone: string, owner?: string): string {
  const words = [
    `${owner ? `${owner}, session` : "Session"} on ${session.hostName}`,
    spanWords(session, timeZone),
    ...pauseWords(session),
    endingWords(session, timeZone),
    ...(Math.abs(session.clockStepSeconds) >= 1 ? [clockWords(session)] : []),
  ];
  return visibleText(words.join(", "));
}

export function pieceName(piece: Piece, timeZone: string, owner?: string): string {
  const name = sessionName(piece.session, timeZone, owner);
  const isWhole = piece.doubt === null && piece.isLast && piece.from === knownFrom(piece.session);
  return isWhole ? name : `${name}; here ${pieceWords(piece, timeZone)}`;
}

/** `locked 11:02–11:15, 13 min` */
export function pieceWords(piece: Piece, timeZone: string): string {
  const span = `${range(piece.from, piece.until, timeZone)}, ${duration(piece.until - piece.from)}`;
  if (piece.doubt === "start")
    return `perhaps on already ${piece.isShortened ? "before and during " : ""}${span}`;
  return piece.doubt === "end" ? `perhaps still on ${span}` : `${piece.state} ${span}`;
}

/** How it ended, without its time where that is exact: `ended by order 12 of a.lund, proved by event 4647, record 150`. */
export function endingWords(session: RecordedSession, timeZone: string): string {
  return wordsOfEnding(session, timeZone, "");
}

/** The same as a sentence of its own, with the time: `Logged off at 17:02:11.` */
export function endingSentence(session: RecordedSession, timeZone: string): string {
  const { ending } = session;
  const isExact = ending.kind !== "open" && ending.at !== null && !isInferred(session);
  const when = isExact ? ` at ${exactMoment(knownUntil(session), knownFrom(session), timeZone)}` : "";
  const words = wordsOfEnding(session, timeZone, when);
  return visibleText(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
}

function wordsOfEnding(session: RecordedSession, timeZone: string, when: string): string {
  const { ending, order } = session;
  if (order && ending.kind !== "open") {
    const by = `ended by order ${order.id}${order.by ? ` of ${order.by}` : ""}${when}`;
    if (order.proof) return `${by}, proved by ${recordWords(order.proof)}`;
    return `${by}${isInferred(session) ? ` ${between(session, timeZone)}` : ""}, not proved`;
  }
  switch (ending.kind) {
    case "logged_off":
      return `logged off${when}`;
    case "destroyed":
      return `session destroyed${when}, the logoff itself was not recorded`;
    case "notified":
      return `ended${when}, on the word of a second witness alone`;
    case "shut_down":
      return `ended by the shutdown of ${session.hostName}${when || orBefore(session, timeZone)}`;
    case "suspended":
      return `ended by the fast-startup power-off of ${session.hostName}${when || orBefore(session, timeZone)}`;
    case "crashed":
      return `ended by a crash of ${session.hostName} ${between(session, timeZone)}`;
    case "lost":
      return `end not recorded, ${between(session, timeZone)}`;
    case "open":
      return session.liveAsOf === null
        ? `open as of ${moment(ending.asOf, knownFrom(session), timeZone)}`
        : `still on as the host reported at ${moment(session.liveAsOf, knownFrom(session), timeZone)}`;
  }
}

/** `event 4647, record 150` */
export function recordWords(record: RecordRef): string {
  return `event ${record.eventId}, record ${record.recordId}`;
}

/** Nobody recorded the end: it lies somewhere between two facts. */
export function isInferred(session: RecordedSession): boolean {
  return session.ending.kind !== "open" && (latestEnd(session) ?? 0) - knownUntil(session) > 1_500;
}

/** `09:02–11:47`, with days where they differ. */
export function range(from: number, until: number, timeZone: string): string {
  return isoDay(from, timeZone) === isoDay(until, timeZone)
    ? `${hourMinute(from, timeZone)}–${hourMinute(until, timeZone)}`
    : `${dayName(from, timeZone)} ${hourMinute(from, timeZone)} – ${dayName(until, timeZone)} ${hourMinute(until, timeZone)}`;
}

/** `14:02`, with its day where that is not the day of `near`. */
export function moment(at: number, near: number, timeZone: string): string {
  const clock = hourMinute(at, timeZone);
  return isoDay(at, timeZone) === isoDay(near, timeZone) ? clock : `${dayName(at, timeZone)} ${clock}`;
}

/** To the second: `17:02:11`. */
export function exactMoment(at: number, near: number, timeZone: string): string {
  const clock = clockTime(at, timeZone);
  return isoDay(at, timeZone) === isoDay(near, timeZone) ? clock : `${dayName(at, timeZone)} ${clock}`;
}

/** The associate's handle, or the account's where nobody is known. */
export function personOf(session: RecordedSession): string {
  return session.associateName ?? session.accountName;
}

/** Console, remote, … as the logon type says. */
export function kindWords(session: RecordedSession): string {
  switch (session.logonType) {
    case 2:
    case 11:
      return "console";
    case 10:
    case 12:
      return "remote";
    default:
      return session.address ? "remote" : "";
  }
}

/** Known length, with "≥" where an end of it is not known. */
export function lengthWords(session: RecordedSession): string {
  const known = knownUntil(session) - knownFrom(session) - session.clockStepSeconds * 1000;
  const isLeast = session.startedAt === null || session.ending.kind === "open" || isInferred(session);
  return `${isLeast ? "≥ " : ""}${duration(known)}`;
}

export function clockWords(session: RecordedSession): string {
  const step = session.clockStepSeconds;
  return `the clock was set ${step < 0 ? "back" : "forward"} ${duration(Math.abs(step) * 1000)} during it`;
}

function spanWords(session: RecordedSession, timeZone: string): string {
  const from = knownFrom(session);
  if (session.ending.kind === "open") {
    return `${session.startedAt === null ? "before" : "from"} ${dayName(from, timeZone)} ${hourMinute(from, timeZone)}`;
  }
  const span = range(from, knownUntil(session), timeZone);
  return session.startedAt === null ? `start not recorded, seen ${span}` : span;
}

function pauseWords(session: RecordedSession): string[] {
  const until = knownUntil(session);
  return (["locked", "idle", "disconnected"] as const).flatMap((kind) => {
    const ms = session.segments
      .filter((segment) => segment.kind === kind)
      .reduce((sum, segment) => sum + Math.max(0, (segment.until ?? until) - segment.from), 0);
    return ms >= 1_000 ? [`${kind} ${duration(ms)}`] : [];
  });
}

/** Records are missing before it: an end may have stood among them. */
function orBefore(session: RecordedSession, timeZone: string): string {
  return isInferred(session) ? ` or before it, ${between(session, timeZone)}` : "";
}

function between(session: RecordedSession, timeZone: string): string {
  const earliest = knownUntil(session);
  const latest = latestEnd(session) ?? earliest;
  const near = knownFrom(session);
  return isInferred(session)
    ? `between ${moment(earliest, near, timeZone)} and ${moment(latest, earliest, timeZone)}`
    : `at ${moment(earliest, near, timeZone)}`;
}
