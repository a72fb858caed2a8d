import { expect, test } from "vitest";
import { type RecordedSessionRow, toRecordedSession } from "./recorded-sessions";

const at = (clock: string) => new Date(`2026-11-20T${clock}:00Z`);

function row(change: Partial<RecordedSessionRow>): RecordedSessionRow {
  return {
    id: "1",
    hostId: 1,
    hostName: "WS-014",
    domain: "CORP",
    accountName: "ann",
    associateId: null,
    associateName: null,
    bootId: 1,
    logonId: "0x1",
    sessionId: null,
    logonType: 2,
    address: null,
    startedAt: at("09:00"),
    startedBefore: null,
    bootStartedAt: at("08:00"),
    startRecord: "120",
    endKind: "shut_down",
    endAt: at("17:00"),
    endNotBefore: at("12:00"),
    endNotAfter: at("17:00"),
    endConfidence: "high",
    endBecause: "1100: the event log stopped with the host",
    endRecords: [],
    segments: [],
    clockStepSeconds: 0,
    orderId: null,
    targetState: null,
    evidence: null,
    liveAsOf: null,
    ...change,
  };
}

test.each([
  ["shut_down", "high"],
  ["shut_down", "low"],
  ["suspended", "high"],
  ["suspended", "low"],
  ["logged_off", "exact"],
  ["destroyed", "exact"],
  ["notified", "exact"],
])("%s is as sure as it was paired: %s", (endKind, endConfidence) => {
  const { ending } = toRecordedSession(row({ endKind, endConfidence }));
  expect(ending).toMatchObject({ kind: endKind, confidence: endConfidence, at: at("17:00").getTime() });
});

test.each([
  ["crashed", "interval"],
  ["crashed", "low"],
  ["lost", "low"],
])("%s tells no time, and is as sure as it was paired: %s", (endKind, endConfidence) => {
  const { ending } = toRecordedSession(row({ endKind, endConfidence, endAt: null }));
  expect(ending).toMatchObject({
    kind: endKind,
    confidence: endConfidence,
    at: null,
    notBefore: at("12:00").getTime(),
    notAfter: at("17:00").getTime(),
  });
});
