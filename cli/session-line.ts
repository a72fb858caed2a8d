import type { PairedSession } from "@/lib/domain/ending";

export interface HostSession {
  /** Null where no record names it. */
  readonly host: string | null;
  readonly session: PairedSession;
}

/** A session as one line of JSON tells it. */
export function sessionLine({ host, session }: HostSession): object {
  const { ending } = session;
  return {
    host,
    boot: /^\d{1,9}$/.test(session.boot) ? Number(session.boot) : session.boot,
    account: accountOf(session),
    sid: session.sid,
    logonId: session.logonId,
    linkedLogonId: session.linkedLogonId,
    logonType: session.logonType,
    startedAt: iso(session.startedAt),
    startedBefore: iso(session.startedBefore),
    startRecord: session.startRecord?.recordId ?? null,
    ending: {
      kind: ending.kind,
      at: iso(ending.at),
      notBefore: iso(ending.notBefore),
      notAfter: iso(ending.notAfter),
      confidence: ending.confidence,
      because: ending.because,
      records: ending.records.map(({ recordId }) => recordId),
    },
    seconds: secondsOf(session),
    clockStepSeconds: session.clockStepSeconds,
    segments: session.segments.map(({ kind, from, until }) => ({ kind, from: iso(from), until: iso(until) })),
  };
}

export function accountOf({ domainName, userName }: PairedSession): string | null {
  if (userName === null) return null;
  return domainName === null ? userName : `${domainName}\\${userName}`;
}

/** How long it really lasted, whatever the clock was set to meanwhile. */
export function secondsOf({ startedAt, ending, clockStepSeconds }: PairedSession): number | null {
  if (startedAt === null || ending.at === null) return null;
  return Math.round((ending.at - startedAt) / 100 - clockStepSeconds * 10) / 10;
}

/** Null also for an instant that no calendar holds, as a damaged record may tell. */
function iso(at: number | null): string | null {
  return at === null || !(Math.abs(at) <= 8.64e15) ? null : new Date(at).toISOString();
}
