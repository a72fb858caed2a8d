import { describe, expect, test } from "vitest";
import { leftoverLines, pairText, sessionLines } from "./testing/paired";

const DAY = "08:00 boot; 09:00 logon ann 0x1 t2";

describe("what was not active", () => {
  test("locked, disconnected, and a screen saver as idle", () => {
    const text = `${DAY}; 10:00 lock ann 0x1; 11:00 unlock ann 0x1; 12:00 saver ann 0x1; 12:30 unsaver ann 0x1
      13:00 disconnect ann 0x1; 14:00 reconnect ann 0x1; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-11:00] [idle 12:00-12:30] [disconnected 13:00-14:00]",
    ]);
  });
  test("where two hold, the stronger one shows", () => {
    const text = `${DAY}; 10:00 saver ann 0x1; 10:05 lock ann 0x1; 10:30 disconnect ann 0x1
      11:00 reconnect ann 0x1; 11:10 unsaver ann 0x1; 11:30 unlock ann 0x1`;
    expect(pairText(text).sessions[0]?.segments.map(({ kind }) => kind)).toEqual([
      "idle",
      "locked",
      "disconnected",
      "locked",
    ]);
  });
  test("a stretch lasts until the session ends, and is open while the session is", () => {
    expect(sessionLines(`${DAY}; 10:00 lock ann 0x1; 17:00 logoff ann 0x1`)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-17:00]",
    ]);
    expect(sessionLines(`${DAY}; 10:00 lock ann 0x1`)).toEqual([
      "1 0x1 ann 09:00-open as of 10:00 [locked 10:00-]",
    ]);
  });
  test("a stretch ends with the session, whatever is written later", () => {
    const text = `${DAY}; 10:00 lock ann 0x1; 17:00 logoff ann 0x1; 17:05 unlock ann 0x1`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-17:00]"]);
  });
  test("one source speaks where several tell the same a second apart", () => {
    const text = `${DAY}; 09:00 7001 ann ts1; 10:00:00 disconnect ann 0x1; 10:00:01 lsm24 ann ts1; 10:00:01 wts4 ann ts1
      10:00:01 reconnect ann 0x1; 10:00:02 lsm25 ann ts1; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact [disconnected 10:00-10:00:01]",
    ]);
  });
  test("without Security's, LocalSessionManager and WTS speak", () => {
    const text = `${DAY}; 09:00 7001 ann ts1; 10:00 lsm24 ann ts1; 11:00 lsm25 ann ts1; 12:00 wts7 ann ts1; 13:00 wts8 ann ts1`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-open as of 13:00 [disconnected 10:00-11:00] [locked 12:00-13:00]",
    ]);
  });
});

describe("the clock was set", () => {
  test("between start and end: the steps are summed", () => {
    const text = `08:00 boot; 08:30 clock >08:31; 09:00 logon ann 0x1 t2; 10:00 clock >12:00; 12:30 clock >12:00
      13:00 logoff ann 0x1; 14:00 clock >15:00`;
    expect(pairText(text).sessions[0]?.clockStepSeconds).toBe(5400);
  });
  test("a session may end before it began", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 09:30 clock >07:30; 08:00 logoff ann 0x1";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-08:00 logged_off exact"]);
    expect(pairText(text).sessions[0]?.clockStepSeconds).toBe(-7200);
  });
});

describe("witnesses of the same session", () => {
  const WITNESSED = `${DAY}; 09:00:00.200 7001 ann ts1; 09:00:02 lsm21 ann ts1; 09:00:02 lsm22 ann ts1; 09:00:01 wts5 ann ts1`;
  test("7001, LSM 21 and WTS 5 add the terminal session number, and no session", () => {
    expect(sessionLines(WITNESSED)).toEqual(["1 0x1 ann 09:00-open as of 09:00:02"]);
    expect(pairText(WITNESSED).sessions[0]?.sessionId).toBe("1");
    expect(leftoverLines(WITNESSED)).toEqual([]);
  });
  test("7002 or LSM 23 ends it where Security does not", () => {
    expect(sessionLines(`${WITNESSED}; 17:00 7002 ann ts1; 17:00:01 lsm23 ann ts1`)).toEqual([
      "1 0x1 ann 09:00-17:00 notified exact",
    ]);
    expect(sessionLines(`${WITNESSED}; 17:00:01 lsm23 ann ts1`)).toEqual([
      "1 0x1 ann 09:00-17:00:01 notified exact",
    ]);
  });
  test("4634 is surer than 7002", () => {
    expect(sessionLines(`${WITNESSED}; 17:00 7002 ann ts1; 17:00:03 destroyed ann 0x1 t2`)).toEqual([
      "1 0x1 ann 09:00-17:00:03 destroyed exact",
    ]);
  });
  test("a number that is used again belongs to the newer session", () => {
    const text = `08:00 boot; 09:00 logon ann 0x1 t2; 09:00 7001 ann ts1; 10:00 7002 ann ts1
      11:00 logon bob 0x2 t2; 11:00 7001 bob ts1; 12:00 7002 bob ts1`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-10:00 notified exact",
      "1 0x2 bob 11:00-12:00 notified exact",
    ]);
  });
  test("a logon after the logoff is another one, though its 7001 was not seen", () => {
    const text = "09:00 7001 ann ts1; 09:00:30 7002 ann ts1; 09:00:40 lsm21 ann ts1; 10:00 lsm23 ann ts1";
    expect(
      pairText(text).sessions.map(({ startRecord, ending }) => [startRecord?.eventId, ending.kind]),
    ).toEqual([
      [7001, "notified"],
      [21, "notified"],
    ]);
  });
  test("an end that may mean one of two sessions ends neither", () => {
    const text = "09:00 logon ann 0x1 t10; 09:30 logon ann 0x2 t10; 17:00 7002 ann ts5";
    expect(sessionLines(text)).toEqual([
      "0 0x1 ann 09:00-open as of 17:00",
      "0 0x2 ann 09:30-open as of 17:00",
    ]);
    expect(leftoverLines(text)).toEqual(["unmatched_notice"]);
  });
  test("a number that somebody else uses now says nothing of the session before", () => {
    const text = "09:00 lsm21 ann ts1; 10:00 wts7 bob ts1; 11:00 lsm23 bob ts1";
    expect(pairText(text).sessions.map((session) => `${session.userName} ${session.ending.kind}`)).toEqual([
      "ann open",
      "bob notified",
    ]);
  });
  test("WTS and numbered SENS notifications alone are sessions too", () => {
    const wts = "08:00 6005; 09:00 wts5 ann ts1; 10:00 wts7 ann ts1; 11:00 wts8 ann ts1; 17:00 wts6 ann ts1";
    expect(sessionLines(wts)).toEqual(["1 WTS:1 ann 09:00-17:00 notified exact [locked 10:00-11:00]"]);
    const sens = "08:00 6005; 09:00 sens-logon ann ts1; 17:00 sens-logoff ann ts1";
    expect(sessionLines(sens)).toEqual(["1 SENS:1 ann 09:00-17:00 notified exact"]);
  });
  test("SENS, WTS, System and LocalSessionManager tell one session together", () => {
    const text = `08:00 6005; 09:00 7001 ann ts1; 09:00:01 wts5 ann ts1; 09:00:01 sens-logon ann ts1; 09:00:02 lsm21 ann ts1
      17:00 wts6 ann ts1; 17:00 sens-logoff ann ts1; 17:00:01 lsm23 ann ts1; 17:00:02 7002 ann ts1`;
    expect(sessionLines(text)).toEqual(["1 System:2 ann 09:00-17:00:02 notified exact"]);
    expect(leftoverLines(text)).toEqual([]);
  });
  test("without an audit policy, they are the session", () => {
    const text = "08:00 6005; 09:00 7001 ann ts1; 09:00:02 lsm21 ann ts1; 17:00 7002 ann ts1";
    expect(pairText(text).sessions).toHaveLength(1);
    expect(pairText(text).sessions[0]).toMatchObject({
      logonId: "System:2",
      sessionId: "1",
      userName: "ann",
    });
  });
  test.each([39, 40, 41, 42])("LocalSessionManager's %i tells of nobody's logon, lock or logoff", (id) => {
    const text = `${WITNESSED}; 10:00 lsm${id} ts1; 11:00 lsm${id} ann ts1; 12:00 lsm${id} bob ts1; 17:00 7002 ann ts1`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 notified exact"]);
    expect(leftoverLines(text)).toEqual([]);
  });
  test("a notice that answers to nothing is a leftover", () => {
    expect(leftoverLines("10:00 lsm25 ann ts1; 11:00 wts7 bob ts2")).toEqual([
      "unmatched_reconnect",
      "unmatched_notice",
    ]);
  });
});

describe("SENS names a user and no session", () => {
  test("one session of that name: the lock is its lock", () => {
    expect(sessionLines(`${DAY}; 10:00 sens-lock ann; 11:00 sens-unlock ann; 17:00 logoff ann 0x1`)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-11:00]",
    ]);
  });
  test("several of that name: a hint for each, and no guess", () => {
    const text = `${DAY}; 09:30 logon ann 0x2 t10; 10:00 sens-lock ann; 11:00 sens-logoff ann; 17:00 logoff ann 0x1; 18:00 logoff ann 0x2`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact",
      "1 0x2 ann 09:30-18:00 logged_off exact",
    ]);
    expect(leftoverLines(text)).toEqual(["hint 0x1 0x2", "hint 0x1 0x2"]);
  });
  test("a name nobody has", () => {
    expect(leftoverLines(`${DAY}; 10:00 sens-lock bob`)).toEqual(["hint "]);
  });
});
