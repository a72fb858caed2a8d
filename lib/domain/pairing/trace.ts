import type { AuditEvent } from "../audit-event";
import type { Named } from "./person";
import type { TerminalRun } from "./terminal-runs";

/** A Security record and where it stands in the log: the order of truth. */
export interface Placed {
  readonly event: AuditEvent;
  readonly index: number;
}

/** Everything that is known about one logon, or about one end without a logon. */
export interface Trace {
  /** One 4624, or the two of a split token; none where the start was not seen. */
  readonly logons: readonly Placed[];
  /** The LogonIds it goes by, and a linked one that was never seen. */
  readonly ids: readonly string[];
  /** The Security records that name one of its ids, in record order. */
  readonly evidence: readonly Placed[];
  /** What the other logs tell about its terminal session. */
  run: TerminalRun | null;
  /** SENS notifications that name nobody else. */
  readonly hints: AuditEvent[];
}

/** While it is being gathered. */
export interface Draft extends Trace {
  sid: string | null;
  readonly logons: Placed[];
  readonly ids: string[];
  readonly evidence: Placed[];
}

/** How far apart the two records of a split token stand, where nothing links them. */
export const TWIN_RECORDS = 3;

/** Whose it is, by the first record that says so: Security's before the others. */
export function identityOf(trace: Trace): Named {
  let sid: string | null = null;
  let userName: string | null = null;
  let domainName: string | null = null;
  for (const { event } of [...trace.logons, ...trace.evidence]) {
    sid ??= event.sid;
    userName ??= event.userName;
    domainName ??= event.domainName;
    if (sid !== null && userName !== null && domainName !== null) break;
  }
  return {
    sid: sid ?? trace.run?.sid ?? null,
    userName: userName ?? trace.run?.userName ?? null,
    domainName: domainName ?? trace.run?.domainName ?? null,
  };
}

export function startOf(trace: Trace): AuditEvent | null {
  return trace.logons[0]?.event ?? trace.run?.starts[0] ?? null;
}

/** The last 4647: a logoff that was called off is followed by another one. */
export function userLogoffOf(trace: Trace): Placed | null {
  return trace.evidence.findLast(({ event }) => event.eventId === 4647) ?? null;
}

/** The first 4634 of the token that the session goes by, else of the other one. */
export function destructionOf(trace: Trace): Placed | null {
  const ends = trace.evidence.filter(({ event }) => event.eventId === 4634);
  const id = filteredIdOf(trace);
  return ends.find(({ event }) => event.logonId === id) ?? ends[0] ?? null;
}

/** The filtered token's id: the session is spoken of under it, in 4647, 4778, 4779 and 4800 to 4803. */
export function filteredIdOf(trace: Trace): string {
  const used = new Set<string>();
  for (const { event } of trace.evidence) {
    const id = event.eventId === 4634 ? null : event.logonId;
    if (id !== null && trace.ids.includes(id)) used.add(id);
  }
  const [only] = used;
  if (only !== undefined && used.size === 1) return only;
  const [first, second] = trace.logons;
  const marked = trace.logons.find(({ event }) => event.elevated === false)?.event.logonId;
  if (marked) return marked;
  // The elevated twin is written first; without it, its link still names the other.
  const linked = first && !second && first.event.elevated === true ? first.event.linkedLogonId : null;
  if (linked && trace.ids.includes(linked)) return linked;
  return second?.event.logonId ?? first?.event.logonId ?? trace.ids[0] ?? "";
}

/** The terminal session number that the Security log itself tells. */
export function toldSessionId(trace: Trace): string | null {
  return trace.evidence.find(({ event }) => event.sessionId !== null)?.event.sessionId ?? null;
}
