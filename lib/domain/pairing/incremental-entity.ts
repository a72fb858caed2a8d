import type { AuditEvent } from "../audit-event";

/** Records that are understood together: a session, an excluded logon, a run of notices that answers to no session. */
export interface Entity {
  readonly events: readonly AuditEvent[];
  readonly lastAt: number;
  /** No later record changes it, as long as none names its LogonId. */
  readonly isClosed: boolean;
  /** LogonId of the session that it is; null where it is none. */
  readonly sessionKey: string | null;
  readonly isOpenToOrphans: boolean;
  companions(all: readonly Entity[], at: number): readonly Entity[];
}

export function latest(events: readonly AuditEvent[]): number {
  return events.reduce((last, event) => Math.max(last, event.at), Number.NEGATIVE_INFINITY);
}

export function earliest(events: readonly AuditEvent[]): number {
  return events.reduce((first, event) => Math.min(first, event.at), Number.POSITIVE_INFINITY);
}
