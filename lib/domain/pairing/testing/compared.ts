import type { AuditEvent } from "../../audit-event";
import type { PairedSession } from "../../ending";
import { pairBoot } from "../pair-boot";
import { pairHost } from "../pair-host";
import { startEvent } from "./boot-log";

/** What the engine makes of one boot's log, in the words of the reference model. */
export function pairedAsReference(events: readonly AuditEvent[], nextAt: number | null) {
  const next = nextAt === null ? null : { key: "1", ordinal: 1, events: [startEvent(nextAt)] };
  const { sessions } = pairBoot({ key: "0", ordinal: 0, events }, next);
  return sessions.map(asReference).sort((a, b) => (a.logonIds.join() < b.logonIds.join() ? -1 : 1));
}

/** What it makes of a host whose one log records no start. */
export function pairedAsReferenceHost(events: readonly AuditEvent[]) {
  return pairHost(events)
    .sessions.map((session) => ({ boot: session.boot, ...asReference(session) }))
    .sort((a, b) => Number(a.boot) - Number(b.boot) || (a.logonIds.join() < b.logonIds.join() ? -1 : 1));
}

function asReference({ logonId, linkedLogonId, startRecord, ending, clockStepSeconds }: PairedSession) {
  return {
    logonIds: [logonId, ...(linkedLogonId === null ? [] : [linkedLogonId])].sort(),
    startRecord: startRecord?.recordId ?? null,
    kind: ending.kind,
    at: ending.at,
    notBefore: ending.notBefore,
    notAfter: ending.notAfter,
    confidence: ending.confidence,
    steps: clockStepSeconds,
  };
}

/** A session in the words in which a story knows the truth. */
export function asTruth({ ending, segments, ...session }: PairedSession) {
  return {
    boot: session.boot,
    logonId: session.logonId,
    linkedLogonId: session.linkedLogonId,
    sid: session.sid,
    startedAt: session.startedAt,
    segments: segments.map(({ kind, from, until }) => [kind, from, until]),
    end: `${ending.kind} ${ending.confidence}`,
    endAt: ending.at,
    notBefore: ending.notBefore,
    notAfter: ending.notAfter,
  };
}
