import { describe, expect, test } from "vitest";
import type { Ending } from "./ending";
import { presenceAt, type RecordedSession } from "./recorded-session";

const minute = (n: number) => n * 60_000;
const base: RecordedSession = {
  id: "1",
  hostId: 1,
  hostName: "WS-1",
  accountName: "CORP\\a",
  associateId: 1,
  associateName: "a",
  bootId: 1,
  logonId: "0x1",
  sessionId: null,
  logonType: 2,
  address: null,
  startedAt: minute(10),
  startedBefore: null,
  startNotBefore: null,
  startRecord: 1,
  ending: {
    kind: "logged_off",
    at: minute(50),
    notBefore: minute(50),
    notAfter: minute(50),
    confidence: "exact",
    because: "4647",
    records: [],
  },
  segments: [],
  clockStepSeconds: 0,
  liveAsOf: null,
  order: null,
};
const crash: Ending = {
  kind: "crashed",
  at: null,
  notBefore: minute(50),
  notAfter: minute(70),
  confidence: "interval",
  because: "6008",
  records: [],
};
const open: Ending = {
  kind: "open",
  asOf: minute(50),
  at: null,
  notBefore: minute(50),
  notAfter: null,
  confidence: "open",
  because: "the data ends",
  records: [],
};
const at = (session: RecordedSession, ...minutes: number[]) =>
  minutes.map((n) => presenceAt(session, minute(n)));

describe("who was on", () => {
  test("an exact session is half-open", () => {
    expect(at(base, 9, 10, 49, 50)).toEqual(["absent", "certain", "certain", "absent"]);
  });
  test("a crash leaves its interval possible", () => {
    expect(at({ ...base, ending: crash }, 49, 50, 69, 70)).toEqual([
      "certain",
      "possible",
      "possible",
      "absent",
    ]);
  });
  test("a start that was not seen is possible back to the boot", () => {
    const orphan = { ...base, startedAt: null, startedBefore: minute(20), startNotBefore: minute(5) };
    expect(at(orphan, 4, 5, 19, 20)).toEqual(["absent", "possible", "possible", "certain"]);
    expect(at({ ...orphan, startNotBefore: null }, 19, 20)).toEqual(["absent", "certain"]);
  });
  test("open is certain as of the last fact, possible after it", () => {
    expect(at({ ...base, ending: open }, 50, 51)).toEqual(["certain", "possible"]);
    expect(at({ ...base, ending: open, liveAsOf: minute(60) }, 61, 62)).toEqual(["certain", "possible"]);
  });
  test("a shutdown that records are missing before is certain only until them", () => {
    const rest = {
      at: minute(50),
      notBefore: minute(30),
      notAfter: minute(50),
      because: "1100",
      records: [],
    };
    const low: Ending = { ...rest, kind: "shut_down", confidence: "low" };
    expect(at({ ...base, ending: low }, 29, 30, 49, 50)).toEqual([
      "certain",
      "possible",
      "possible",
      "absent",
    ]);
    const high: Ending = { ...rest, kind: "shut_down", confidence: "high" };
    expect(at({ ...base, ending: high }, 30, 49, 50)).toEqual(["certain", "certain", "absent"]);
  });
  test("a clock set back does not make a session without length appear", () => {
    const back: Ending = { ...crash, notBefore: minute(5), notAfter: minute(8) };
    expect(at({ ...base, ending: back }, 6, 10, 11)).toEqual(["absent", "absent", "absent"]);
  });
});
