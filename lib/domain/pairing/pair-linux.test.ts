import { describe, expect, test } from "vitest";
import { type AuditEvent, EMPTY_EVENT, LOGIND, RECORDS_MISSING } from "../audit-event";
import { pairHost } from "./pair-host";
import { becauseLines, leftoverLines, pairText, sessionLines } from "./testing/paired";

describe("logind", () => {
  test("a session is new and is removed", () => {
    const text =
      "08:00 host-up @a; 09:00 new ann s:3 @a; 10:00 locked s:3 @a; 11:00 unlocked s:3 @a; 17:00 removed s:3 @a";
    expect(sessionLines(text)).toEqual(["a 3 ann 09:00-17:00 logged_off exact [locked 10:00-11:00]"]);
    expect(becauseLines(text)).toEqual(["logind: the session was removed"]);
  });
  test("a shutdown ends what is left", () => {
    const text = "08:00 host-up @a; 09:00 new ann s:3 @a; 17:00 host-down @a; 18:00 host-up @b";
    expect(sessionLines(text)).toEqual(["a 3 ann 09:00-17:00 shut_down high"]);
  });
  test("a boot without a shutdown, and then another one: a crash", () => {
    const text =
      "08:00 host-up @a; 09:00 new ann s:3 @a; 12:00 locked s:3 @a; 18:00 host-up @b; 19:00 new ann s:3 @b";
    expect(sessionLines(text)).toEqual([
      "a 3 ann 09:00-12:00..18:00 crashed interval",
      "b 3 ann 19:00-open as of 19:00",
    ]);
  });
  test("an end without a start began before it", () => {
    expect(sessionLines("17:00 removed ann s:3 @a")).toEqual(["a 3 ann <17:00-17:00 logged_off exact"]);
  });
});

describe("wtmp, in the words of last", () => {
  test("normal, gone, down, crash, and still logged in", () => {
    const text = `08:00 wtmp-boot; 09:00 wtmp-user ann pts/0; 10:00 wtmp-dead pts/0; 11:00 wtmp-user ann pts/0
      12:00 wtmp-user bob pts/0; 17:00 wtmp-shutdown shutdown; 18:00 wtmp-boot; 19:00 wtmp-user ann pts/1
      20:00 wtmp-boot; 21:00 wtmp-user ann pts/2`;
    expect(sessionLines(text).map((line) => line.replace(/pts\S+ /, ""))).toEqual([
      "1 ann 09:00-10:00 logged_off exact",
      "1 ann 11:00-11:00..12:00 lost low",
      "1 bob 12:00-17:00 shut_down high",
      "2 ann 19:00-19:00..20:00 crashed interval",
      "3 ann 21:00-open as of 21:00",
    ]);
    expect(pairText(text).sessions.map((session) => session.sessionId)).toEqual([
      "pts/0",
      "pts/0",
      "pts/0",
      "pts/1",
      "pts/2",
    ]);
  });
  test("a line that was left and never taken is a leftover", () => {
    expect(leftoverLines("10:00 wtmp-dead pts/0")).toEqual(["orphan_end"]);
  });
});

test("wtmp's logon of another time is a session of its own", () => {
  const text = "08:00 host-up @a; 09:00 new ann s:3 @a; 09:00:30 wtmp-user ann pts/0";
  expect(pairText(text).sessions).toHaveLength(2);
});

test("wtmp is the second witness of a session that logind knows", () => {
  const text = `08:00 host-up @a; 08:00 wtmp-boot; 09:00 new ann s:3 @a; 09:00:01 wtmp-user ann pts/0
    09:30 wtmp-user bob pts/1; 17:00 wtmp-dead pts/0`;
  expect(sessionLines(text).map((line) => line.replace(/pts\/1\S+/, "pts/1"))).toEqual([
    "a 3 ann 09:00-17:00 notified exact",
    "a pts/1 bob 09:30-open as of 17:00",
  ]);
});

describe("records of the journal are missing", () => {
  const base = { ...EMPTY_EVENT, log: "logind", boot: "a" } as const;
  const about = { sid: "uid:1@m", userName: "ann" };
  const start = { ...base, recordId: 1, at: 1_000, eventId: LOGIND.BOOT };
  const logon = (id: string, recordId: number, at: number) => ({
    ...base,
    ...about,
    recordId,
    at,
    eventId: LOGIND.SESSION_NEW,
    sessionId: id,
    logonId: id,
  });
  const gap = { ...base, recordId: 10, at: 5_000, eventId: RECORDS_MISSING, reason: "120" };
  const next = { ...base, boot: "b", recordId: 40, at: 9_000, eventId: LOGIND.BOOT };
  const endings = (events: readonly AuditEvent[]) => pairHost(events).sessions.map(({ ending }) => ending);

  test("an end that nobody read may stand among them", () => {
    const [ending] = endings([start, logon("1", 2, 2_000), gap]);
    expect(ending?.kind).toBe("open");
    expect(ending?.because).toContain("120 records of the log are missing since it was last seen");
  });
  test("what is inferred behind them holds less", () => {
    const [before, after] = endings([start, logon("1", 2, 2_000), gap, logon("2", 30, 6_000), next]);
    expect([before?.kind, before?.confidence, before?.notBefore]).toEqual(["crashed", "low", 5_000]);
    expect([after?.kind, after?.confidence]).toEqual(["crashed", "interval"]);
  });
});

describe("Samba", () => {
  test("tells its sessions as logind does, each log by itself", () => {
    const at = (log: "logind" | "samba", recordId: number, eventId: number, id: string) => ({
      ...EMPTY_EVENT,
      log,
      recordId,
      at: recordId * 1_000,
      eventId,
      boot: "a",
      sessionId: id,
      logonId: id,
      userName: "ann",
    });
    const { sessions } = pairHost([
      at("samba", 1, LOGIND.SESSION_NEW, "199-1"),
      at("samba", 2, LOGIND.SESSION_NEW, "204-2"),
      at("samba", 5, LOGIND.SESSION_REMOVED, "199-1"),
    ]);
    expect(sessions.map(({ sessionId, ending }) => [sessionId, ending.kind, ending.because])).toEqual([
      ["199-1", "logged_off", "samba: the last share was closed"],
      ["204-2", "open", expect.any(String)],
    ]);
  });
});
