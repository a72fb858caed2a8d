import type { AuditEvent, LogName } from "../audit-event";
import type { PairedSession } from "../ending";
import type { BootStop } from "./boot-stop";
import { refOf } from "./endings";
import { groupBy } from "./group-by";
import { summariseNetworkLogons } from "./network-logons";
import type { Pairing } from "./pairing";
import type { Power } from "./power";
import { RecordGaps } from "./record-gaps";
import { segmentsOf } from "./segments";
import { destructionOf, filteredIdOf, identityOf, startOf, type Trace, toldSessionId } from "./trace";
import { traceWindows } from "./trace-windows";
import { type BootFacts, endingOf } from "./windows-ending";
import {
  ambiguousLeftover,
  excludedLeftover,
  repeatLeftover,
  runLeftover,
  strayLeftover,
} from "./windows-leftovers";

/** The sessions of one boot of a Windows host, from its logs in record order. */
export function pairWindows(
  boot: string,
  logs: ReadonlyMap<LogName, readonly AuditEvent[]>,
  stop: BootStop,
  power: Power,
): Pairing {
  const traces = traceWindows(logs);
  const facts: BootFacts = { stop, steps: traces.steps, power, gaps: new RecordGaps(logs) };
  const nextStarts = nextStartsOf(traces.sessions);
  return {
    sessions: traces.sessions.map((trace) => sessionOf(boot, trace, facts, nextStarts.get(trace) ?? null)),
    leftovers: [
      ...traces.excluded.map((excluded) => excludedLeftover(boot, excluded)),
      ...traces.repeats.map((repeat) => repeatLeftover(boot, repeat)),
      ...traces.strays.map((stray) => strayLeftover(boot, stray)),
      ...traces.unmatched.map((run) => runLeftover(boot, run)),
      ...traces.ambiguous.map((hint) => ambiguousLeftover(boot, hint)),
    ],
    networkLogons: summariseNetworkLogons(logs.get("Security") ?? []),
  };
}

function sessionOf(
  boot: string,
  trace: Trace,
  facts: BootFacts,
  nextStart: AuditEvent | null,
): PairedSession {
  const { ending, stepsBefore } = endingOf(trace, facts, nextStart);
  const known = identityOf(trace);
  const start = startOf(trace);
  const logonId = filteredIdOf(trace);
  const placed = trace.logons[0];
  const stepsAtStart = placed
    ? facts.steps.beforeIndex(placed.index)
    : facts.steps.beforeTime(start?.at ?? 0);
  const steppedMs = start ? facts.steps.betweenCounts(stepsAtStart, stepsBefore) : 0;
  const told = trace.evidence.find(({ event }) => event.logonType !== null)?.event;
  const manager = trace.run?.starts.find((event) => event.address !== null);
  return {
    boot,
    logonId,
    linkedLogonId: trace.ids.find((id) => id !== logonId) ?? null,
    sessionId: toldSessionId(trace) ?? trace.run?.sessionId ?? null,
    sid: known.sid,
    userName: known.userName,
    domainName: known.domainName,
    logonType: placed?.event.logonType ?? told?.logonType ?? null,
    address: placed?.event.address ?? manager?.address ?? null,
    startedAt: start?.at ?? null,
    startedBefore: start ? null : firstSignAt(trace),
    startRecord: start ? refOf(start) : null,
    ending,
    segments: segmentsOf(trace, ending.at ?? (ending.kind === "open" ? null : ending.notBefore)),
    clockStepSeconds: Math.round(steppedMs * 10_000) / 10_000_000,
    destroyedAt: destructionOf(trace)?.event.at ?? null,
  };
}

function firstSignAt(trace: Trace): number {
  const events = [...trace.evidence.map(({ event }) => event), ...(trace.run?.events ?? [])];
  return events.reduce((first, event) => Math.min(first, event.at), Number.POSITIVE_INFINITY);
}

/** Per session, the start of the one that came next under its terminal session number. */
function nextStartsOf(traces: readonly Trace[]): ReadonlyMap<Trace, AuditEvent> {
  const numbered = traces.flatMap((trace) => {
    const number = toldSessionId(trace) ?? trace.run?.sessionId ?? null;
    const start = startOf(trace);
    return number === null ? [] : [{ trace, number, start, at: start?.at ?? firstSignAt(trace) }];
  });
  const next = new Map<Trace, AuditEvent>();
  for (const list of groupBy(numbered, ({ number }) => number).values()) {
    list.sort((a, b) => a.at - b.at);
    let later: AuditEvent | null = null;
    let nearest: { start: AuditEvent; at: number } | null = null;
    for (const { trace, start, at } of list.reverse()) {
      if (nearest && nearest.at > at) later = nearest.start;
      if (later) next.set(trace, later);
      if (start) nearest = { start, at };
    }
  }
  return next;
}
