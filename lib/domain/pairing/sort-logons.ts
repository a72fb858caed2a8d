import type { ClockSteps } from "./clock-steps";
import type { ExclusionReason } from "./leftover";
import { classOfLogon } from "./logon-class";
import { OpenSessions } from "./open-sessions";
import type { Reconnects } from "./reconnects";
import type { RunIndex } from "./run-index";
import { filteredIdOf, type Placed, type Trace, toldSessionId } from "./trace";

export interface Excluded {
  readonly trace: Trace;
  readonly reason: ExclusionReason;
  readonly belongsTo: string | null;
}

export interface SortedLogons {
  readonly sessions: readonly Trace[];
  readonly excluded: readonly Excluded[];
}

/** 7001 follows its 4624 by 0.3 s at most, LocalSessionManager's 21 by a few seconds. */
const NOTICE_EARLY_MS = 2000;
const NOTICE_LATE_MS = 30_000;
/** An unlock's logon is destroyed within 0.4 s; some feeds tell whole seconds. */
const UNLOCK_MS = 1000;
/** A take-over's own logon lasts about 8 s. */
const TAKE_OVER_MS = 10_000;

/** Which logons are sessions, in record order: it depends on what the same person has open at the time. */
export function sortLogons(
  logons: readonly Trace[],
  orphans: readonly Trace[],
  runs: RunIndex,
  reconnects: Reconnects,
  steps: ClockSteps,
): SortedLogons {
  const sessions: Trace[] = [];
  const excluded: Excluded[] = [];
  const open = new OpenSessions(orphans);
  for (const trace of logons) {
    const logon = trace.logons[0];
    if (!logon) continue;
    const held = open.latest(logon);
    const fixed = classOfLogon(logon.event);
    let reason: ExclusionReason | null = fixed === "candidate" ? null : fixed;
    if (fixed === "candidate") {
      trace.run = runs.find(
        logon.event,
        toldSessionId(trace),
        logon.event.at - NOTICE_EARLY_MS,
        logon.event.at + NOTICE_LATE_MS,
      );
      if (trace.run) runs.take(trace.run);
      else if (held && !hasLife(trace)) reason = partOfHeld(trace, logon, reconnects, steps);
    }
    if (reason) excluded.push({ trace, reason, belongsTo: held ? filteredIdOf(held) : null });
    else {
      sessions.push(trace);
      open.add(trace, logon);
    }
  }
  return { sessions, excluded };
}

/** A logon that was locked, disconnected or logged off by its user is nobody's unlock. */
function hasLife(trace: Trace): boolean {
  return trace.evidence.some(({ event }) => event.eventId !== 4634);
}

function partOfHeld(
  trace: Trace,
  logon: Placed,
  reconnects: Reconnects,
  steps: ClockSteps,
): ExclusionReason | null {
  const isRemote = logon.event.logonType === 10 || logon.event.logonType === 12;
  const end = trace.evidence[0];
  if (!end) {
    if (!isRemote) return "unlock";
    return reconnects.follow(logon, TAKE_OVER_MS) ? "take_over" : null;
  }
  const lasted = end.event.at - logon.event.at - steps.between(logon.index, end.index);
  if (!isRemote && lasted <= UNLOCK_MS) return "unlock";
  if (lasted > TAKE_OVER_MS) return null;
  return isRemote || reconnects.follow(logon, TAKE_OVER_MS) ? "take_over" : null;
}
