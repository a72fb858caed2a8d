import { type AuditEvent, SENS } from "../audit-event";
import type { Ending } from "../ending";
import type { BootStop } from "./boot-stop";
import type { ClockSteps } from "./clock-steps";
import { endedByStop, exactly, highly, lostBetween, noticedEnding } from "./endings";
import { type Power, reasonOf } from "./power";
import { type RecordGaps, weakenedBy } from "./record-gaps";
import { destructionOf, startOf, type Trace, userLogoffOf } from "./trace";

/** What a boot says about the endings of its sessions. */
export interface BootFacts {
  readonly stop: BootStop;
  readonly steps: ClockSteps;
  readonly power: Power;
  readonly gaps: RecordGaps;
}

export interface TracedEnding {
  readonly ending: Ending;
  /** How many clock steps stand before it. */
  readonly stepsBefore: number;
}

const AFTER_RESUME_MS = 120_000;
const SETTLING_MS = 5000;

/** The table of endings, surest first. `nextStart` is the next session under the same terminal session number. */
export function endingOf(trace: Trace, facts: BootFacts, nextStart: AuditEvent | null): TracedEnding {
  const { stop, steps, power, gaps } = facts;
  const logoff = userLogoffOf(trace);
  if (logoff) {
    const because = "4647: the user logged off";
    const ending = exactly("logged_off", logoff.event.at, because, [logoff.event]);
    return { ending, stepsBefore: steps.beforeIndex(logoff.index) };
  }
  const destruction = destructionOf(trace);
  if (destruction) {
    const { event } = destruction;
    const late = power.isAfterResume(event.at, AFTER_RESUME_MS) ? ", written after a resume" : "";
    const ending = exactly("destroyed", event.at, `4634: the logon session was destroyed${late}`, [event]);
    return { ending, stepsBefore: steps.beforeIndex(destruction.index) };
  }
  const hinted = trace.hints.filter((event) => event.eventId === SENS.LOGOFF);
  const noticed = noticedEnding([...(trace.run?.ends ?? []), ...hinted]);
  if (noticed) return { ending: noticed, stepsBefore: steps.beforeTime(noticed.at ?? 0) };

  const signAt = lastSignAt(trace);
  const gap = gaps.after(trace, signAt);
  if (nextStart) {
    const because = "a new session began under the same terminal session number";
    const ending = lostBetween(signAt, nextStart.at, because, [nextStart]);
    return { ending: weakenedBy(gap, ending), stepsBefore: steps.beforeTime(nextStart.at) };
  }
  const suspended = suspendedEnding(power, startOf(trace)?.at ?? Number.NEGATIVE_INFINITY, signAt);
  if (suspended) {
    return { ending: weakenedBy(gap, suspended), stepsBefore: steps.beforeTime(suspended.at ?? 0) };
  }
  const ending = weakenedBy(gap, endedByStop(stop, signAt));
  if (stop.kind !== "clean") return { ending, stepsBefore: steps.count };
  return {
    ending,
    stepsBefore: stop.index === null ? steps.beforeTime(stop.at) : steps.beforeIndex(stop.index),
  };
}

/** Fast startup: the kernel sleeps, the sessions are gone, the boot goes on. */
function suspendedEnding(power: Power, startAt: number, signAt: number): Ending | null {
  const off = power.offFrom(Math.max(startAt, signAt - SETTLING_MS));
  if (!off) return null;
  const { event, asked } = off;
  const because = `42: shut down with fast startup${reasonOf(asked)}`;
  return highly("suspended", event.at, Math.min(event.at, Math.max(asked.at, signAt)), because, [
    event,
    asked,
  ]);
}

function lastSignAt(trace: Trace): number {
  let last = Number.NEGATIVE_INFINITY;
  const see = (event: AuditEvent) => {
    last = Math.max(last, event.at);
  };
  for (const { event } of trace.logons) see(event);
  for (const { event } of trace.evidence) see(event);
  for (const event of trace.run?.events ?? []) see(event);
  for (const event of trace.hints) see(event);
  return last;
}
