import type { Ending } from "@/lib/domain/ending";
import type { RecordedSession } from "@/lib/domain/recorded-session";

export const at = (iso: string): number => Date.parse(iso);

/** A plain session of two instants, for tests to vary. */
export function session(from: string, until: string, change: Partial<RecordedSession> = {}): RecordedSession {
  return {
    id: "7",
    hostId: 1,
    hostName: "WS-014",
    accountName: "CORP\\m.okafor",
    associateId: 217,
    associateName: "m.okafor",
    bootId: 1,
    logonId: "0x26159",
    sessionId: "2",
    logonType: 2,
    address: null,
    startedAt: at(from),
    startedBefore: null,
    startNotBefore: null,
    startRecord: 120,
    ending: loggedOff(until),
    segments: [],
    clockStepSeconds: 0,
    liveAsOf: null,
    order: null,
    ...change,
  };
}

export function loggedOff(iso: string): Ending {
  return {
    kind: "logged_off",
    at: at(iso),
    notBefore: at(iso),
    notAfter: at(iso),
    confidence: "exact",
    because: "4647: the user logged off",
    records: [{ log: "Security", recordId: 150, eventId: 4647, at: at(iso) }],
  };
}

export function crashed(notBefore: string, notAfter: string): Ending {
  return {
    kind: "crashed",
    at: null,
    notBefore: at(notBefore),
    notAfter: at(notAfter),
    confidence: "interval",
    because: "6008: the previous shutdown was unexpected",
    records: [],
  };
}

export function open(asOf: string): Ending {
  return {
    kind: "open",
    asOf: at(asOf),
    at: null,
    notBefore: at(asOf),
    notAfter: null,
    confidence: "open",
    because: "the data ends",
    records: [],
  };
}
