import type { PolicyRule, PolicySteps } from "./policy";
import { findBreaches, type PolicySession } from "./policy-breach";
import { MINUTE, type ZoneClock } from "./zone-clock";

export interface PolicyHit {
  readonly sessionId: string;
  readonly person: string;
  readonly breachAt: number;
  /** When it would have been disconnected or logged off. */
  readonly actAt: number;
}

export interface PolicySimulation {
  readonly hits: readonly PolicyHit[];
  readonly people: number;
  /** Warned, and gone by themselves before the grace was over. */
  readonly leftInTheGrace: number;
  /** Looked at in all. */
  readonly sessions: number;
}

/** What a policy would have done to sessions that were: had it acted, they would have ended no later than they did. */
export function simulatePolicy(
  { rule, steps }: { readonly rule: PolicyRule; readonly steps: PolicySteps },
  sessions: readonly PolicySession[],
  window: { readonly from: number; readonly until: number; readonly clock: ZoneClock },
): PolicySimulation {
  const breaches = findBreaches(rule, sessions, window);
  const hits: PolicyHit[] = [];
  let leftInTheGrace = 0;
  for (const session of sessions) {
    const breachAt = breaches.get(session.id);
    if (breachAt === undefined) continue;
    const actAt = breachAt + steps.graceMinutes * MINUTE;
    if (session.endedAt !== null && session.endedAt <= actAt) leftInTheGrace++;
    else if (actAt < window.until)
      hits.push({ sessionId: session.id, person: session.person, breachAt, actAt });
  }
  hits.sort((a, b) => a.actAt - b.actAt);
  return {
    hits,
    people: new Set(hits.map(({ person }) => person)).size,
    leftInTheGrace,
    sessions: sessions.length,
  };
}
