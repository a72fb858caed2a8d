import type { Ambiguous } from "./hints";
import type { ExclusionReason, Leftover, LeftoverFacts } from "./leftover";
import { leftoverFacts } from "./leftover-facts";
import type { Excluded } from "./sort-logons";
import type { TerminalRun } from "./terminal-runs";
import { filteredIdOf, type Trace } from "./trace";

const EXCLUDED: Record<ExclusionReason, string> = {
  unlock: "an unlock of a session that was open already",
  take_over: "a reconnect to a session that was open already",
  elevation: "an elevation prompt, not a logon at the desktop",
  programmatic: "a logon made by a program, not at the desktop",
};

export function excludedLeftover(boot: string, { trace, reason, belongsTo }: Excluded): Leftover {
  return { kind: "excluded_logon", reason, belongsTo, ...factsOfTrace(boot, trace, EXCLUDED[reason]) };
}

export function repeatLeftover(boot: string, trace: Trace): Leftover {
  return {
    kind: "repeated_logon",
    ...factsOfTrace(boot, trace, "its LogonId was logged on already in this boot"),
  };
}

export function strayLeftover(boot: string, trace: Trace): Leftover {
  const ids = new Set(trace.evidence.map(({ event }) => event.eventId));
  if (ids.has(4634) || ids.has(4647)) {
    return { kind: "orphan_end", ...factsOfTrace(boot, trace, "an end that answers to no session") };
  }
  const because = "no other record tells of this session";
  return {
    kind: ids.has(4778) ? "unmatched_reconnect" : "unmatched_notice",
    ...factsOfTrace(boot, trace, because),
  };
}

export function runLeftover(boot: string, run: TerminalRun): Leftover {
  const isReconnect = run.events.some((event) => event.log === "LocalSessionManager" && event.eventId === 25);
  const because = "a notification that answers to no session, or to several";
  return {
    kind: isReconnect ? "unmatched_reconnect" : "unmatched_notice",
    ...leftoverFacts(boot, run.events, because),
  };
}

export function ambiguousLeftover(boot: string, { event, candidates }: Ambiguous): Leftover {
  const because = candidates.length === 0 ? "no session of this name" : "several sessions of this name";
  return { kind: "hint", candidates, ...leftoverFacts(boot, [event], because) };
}

function factsOfTrace(boot: string, trace: Trace, because: string): LeftoverFacts {
  const events = [...trace.logons, ...trace.evidence].map(({ event }) => event);
  return { ...leftoverFacts(boot, events, because), logonId: filteredIdOf(trace) };
}
