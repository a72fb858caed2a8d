import type { Ending, RecordRef, Segment } from "./ending";
import { STALE_AFTER_MS } from "./live-session";
import type { TargetState } from "./target-state";

/** A paired session as it is read back: the facts that every history screen draws and names. Instants are epoch milliseconds. */
export interface RecordedSession {
  readonly id: string;
  readonly hostId: number;
  readonly hostName: string;
  /** `CORP\a.user`, or the bare name where there is no domain. */
  readonly accountName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly bootId: number;
  readonly logonId: string;
  readonly sessionId: string | null;
  readonly logonType: number | null;
  readonly address: string | null;
  readonly startedAt: number | null;
  /** Set where the start was not seen: it began before this instant … */
  readonly startedBefore: number | null;
  /** … and, as far as the boot tells, not before this one. */
  readonly startNotBefore: number | null;
  readonly startRecord: number | null;
  readonly ending: Ending;
  /** Only what is not active: active is the rest. */
  readonly segments: readonly Segment[];
  readonly clockStepSeconds: number;
  /** The host still lists this session, as of this report. */
  readonly liveAsOf: number | null;
  readonly order: EndingOrder | null;
}

/** The order target that this ending answers. */
export interface EndingOrder {
  readonly id: number;
  readonly state: TargetState;
  /** Who asked for it: `a.lund`, `token Night shift`, `a policy`; null where that is not kept. */
  readonly by?: string | null;
  /** The audited record; null while the target is not proved. */
  readonly proof: RecordRef | null;
}

/** The earliest instant at which the session is known to have been there. */
export function knownFrom(session: RecordedSession): number {
  return session.startedAt ?? session.startedBefore ?? session.ending.notBefore;
}

/** The last instant up to which it was certainly there. */
export function knownUntil(session: RecordedSession): number {
  const { ending } = session;
  if (ending.kind === "open") return Math.max(ending.asOf, session.liveAsOf ?? ending.asOf);
  // Where records are missing, the session may have ended before the shutdown that ended it at the latest.
  const at = ending.confidence === "low" ? null : ending.at;
  return Math.max(knownFrom(session), at ?? ending.notBefore);
}

/** No end and no start can lie outside this window; null while nothing closes it. */
export function latestEnd(session: RecordedSession): number | null {
  return session.ending.kind === "open" ? null : Math.max(knownUntil(session), session.ending.notAfter);
}

export type Presence = "certain" | "possible" | "absent";

/** Certain inside what the facts bound, possible inside what they leave open. */
export function presenceAt(session: RecordedSession, at: number): Presence {
  const from = knownFrom(session);
  const latest = latestEnd(session);
  // What a host listed holds until its next report is overdue.
  const listed = session.liveAsOf === null ? Number.NEGATIVE_INFINITY : session.liveAsOf + STALE_AFTER_MS;
  const until = session.ending.kind === "open" ? Math.max(knownUntil(session), listed) : knownUntil(session);
  if (at >= from && (at < until || (at === until && session.ending.kind === "open"))) return "certain";
  if (at < from) {
    return session.startedAt === null && at >= (session.startNotBefore ?? from) ? "possible" : "absent";
  }
  return latest === null || at < latest ? "possible" : "absent";
}
