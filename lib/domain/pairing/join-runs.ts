import { groupBy } from "./group-by";
import { countWhere } from "./last-where";
import { isSamePerson, type Named } from "./person";
import { personKeys } from "./run-index";
import type { TerminalRun } from "./terminal-runs";
import { destructionOf, identityOf, type Trace, toldSessionId, userLogoffOf } from "./trace";

/** A logoff is told by all logs within this time; a shutdown stretches it. */
const ONE_LOGOFF_MS = 120_000;
const NOTICE_EARLY_MS = 2000;
/** So many sessions of one person at a time are ambiguous anyway. */
const LOOK_BACK = 64;

interface Candidate {
  readonly trace: Trace;
  readonly person: Named;
  readonly startAt: number;
  readonly logoffAt: number | null;
  readonly destroyedAt: number | null;
}

export interface UnjoinedRuns {
  /** No session of the audit answers to them. */
  readonly alone: readonly TerminalRun[];
  /** Several do: which one is meant is not guessed. */
  readonly ambiguous: readonly TerminalRun[];
}

/** Gives each run that no logon answers to a session of the same person, if there is exactly one that it can mean. */
export function joinRuns(runs: readonly TerminalRun[], traces: readonly Trace[]): UnjoinedRuns {
  const candidates = traces.filter((trace) => trace.run === null).map(candidateOf);
  const byPerson = groupBy(
    candidates.flatMap((candidate) => personKeys(candidate.person).map((key) => ({ key, candidate }))),
    ({ key }) => key,
  );
  const lists = new Map(
    [...byPerson].map(([key, list]) => [
      key,
      list.map(({ candidate }) => candidate).sort((a, b) => orderOf(a) - orderOf(b)),
    ]),
  );
  const alone: TerminalRun[] = [];
  const ambiguous: TerminalRun[] = [];
  for (const run of runs) {
    const fitting = new Set<Trace>();
    for (const key of personKeys(run)) {
      for (const candidate of near(lists.get(key) ?? [], run)) {
        if (candidate.trace.run === null && fits(candidate, run)) fitting.add(candidate.trace);
      }
    }
    const [only] = fitting;
    if (!only) alone.push(run);
    else if (fitting.size > 1) ambiguous.push(run);
    else only.run = run;
  }
  return { alone, ambiguous };
}

function candidateOf(trace: Trace): Candidate {
  return {
    trace,
    person: identityOf(trace),
    startAt: trace.logons[0]?.event.at ?? Number.NEGATIVE_INFINITY,
    logoffAt: userLogoffOf(trace)?.event.at ?? null,
    destroyedAt: destructionOf(trace)?.event.at ?? null,
  };
}

/** A session is looked for from its start, one without a start from its first record. */
function orderOf({ trace, startAt }: Candidate): number {
  return Number.isFinite(startAt) ? startAt : (trace.evidence[0]?.event.at ?? 0);
}

function near(list: readonly Candidate[], run: TerminalRun): readonly Candidate[] {
  const last = run.events.at(-1)?.at ?? 0;
  const end = countWhere(list, (candidate) => orderOf(candidate) <= last + ONE_LOGOFF_MS);
  // A session whose start was not seen may show itself long after its run began.
  const later = list.slice(end, end + LOOK_BACK).filter(({ trace }) => trace.logons.length === 0);
  return [...list.slice(Math.max(0, end - LOOK_BACK), end), ...later];
}

function fits({ trace, person, startAt, logoffAt, destroyedAt }: Candidate, run: TerminalRun): boolean {
  const first = run.events[0]?.at ?? 0;
  const last = run.events.at(-1)?.at ?? 0;
  const endAt = run.ends[0]?.at ?? null;
  if (!isSamePerson(person, run)) return false;
  const told = toldSessionId(trace);
  if (told !== null && run.sessionId !== null && told !== run.sessionId) return false;
  if (trace.logons.length > 0 && run.starts.length > 0) return false;
  if (first < startAt - NOTICE_EARLY_MS) return false;
  if (logoffAt !== null) {
    return endAt === null ? last <= logoffAt + ONE_LOGOFF_MS : Math.abs(endAt - logoffAt) <= ONE_LOGOFF_MS;
  }
  return destroyedAt === null || (endAt ?? last) <= destroyedAt + ONE_LOGOFF_MS;
}
