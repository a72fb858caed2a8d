import { describe, expect, test } from "vitest";
import { leftoverLines, pairText, sessionLines } from "./testing/paired";

/** The host has named its boot: no start is hidden among the records. */
const BOOT = "08:00 boot @b; 09:00 logon ann 0x1 t2 @b";

describe("one LogonId, told of several people in one boot", () => {
  test("another's logoff ends nobody's session", () => {
    for (const end of ["logoff bob 0x1", "destroyed bob 0x1 t2"]) {
      const text = `${BOOT}; 12:00 ${end} @b; 17:00 logoff ann 0x1 @b`;
      expect(sessionLines(text)).toEqual(["b 0x1 ann 09:00-17:00 logged_off exact"]);
      expect(leftoverLines(text)).toEqual(["orphan_end"]);
    }
  });
  test("nor does another's lock lock it", () => {
    expect(sessionLines(`${BOOT}; 12:00 lock bob 0x1 @b; 13:00 unlock bob 0x1 @b`)).toEqual([
      "b 0x1 ann 09:00-open as of 13:00",
    ]);
  });
  test("a record without a SID is the last one's", () => {
    const text = `${BOOT}; 10:00 disconnect ann 0x1 @b; 11:00 reconnect ann@corp 0x1 @b`;
    expect(sessionLines(text)).toEqual(["b 0x1 ann 09:00-open as of 11:00 [disconnected 10:00-11:00]"]);
  });
  test("another's logon under it is a leftover, and takes what is said of them, not what is said of the first", () => {
    const text = `${BOOT}; 10:00 logon bob 0x1 t2 @b; 11:00 logoff bob 0x1 @b; 17:00 logoff ann 0x1 @b`;
    expect(sessionLines(text)).toEqual(["b 0x1 ann 09:00-17:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["repeated_logon"]);
  });
  test("of two ends without a logon, the first is a session's", () => {
    const text = "10:00 logoff ann 0x1 @b; 11:00 logoff bob 0x1 @b";
    expect(sessionLines(text)).toEqual(["b 0x1 ann <10:00-10:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["orphan_end"]);
  });
});

describe("one LogonId, told of a person's session and of another kind of logon", () => {
  test("what follows a network logon under it is the network's", () => {
    const text = `${BOOT}; 10:00 logon ann 0x1 t3 @b; 10:01 destroyed ann 0x1 t3 @b`;
    expect(sessionLines(text)).toEqual(["b 0x1 ann 09:00-open as of 10:01"]);
    expect(leftoverLines(text)).toEqual([]);
  });
  test("a network logon explains the ends after it, and none before it", () => {
    expect(sessionLines("10:00 logoff ann 0x1 @b; 11:00 logon ann 0x1 t3 @b")).toEqual([
      "b 0x1 ann <10:00-10:00 logged_off exact",
    ]);
    expect(sessionLines("10:00 lock ann 0x1 @b; 11:00 logon ann 0x1 t3 @b; 12:00 logoff ann 0x1 @b")).toEqual(
      ["b 0x1 ann <10:00-open as of 12:00 [locked 10:00-]"],
    );
    expect(sessionLines("09:00 logon ann 0x1 t3 @b; 10:00 logoff ann 0x1 @b")).toEqual([]);
  });
  test("a person's logon under it is a session, unless the id had been a session's before", () => {
    expect(sessionLines("09:00 logon ann 0x1 t3 @b; 10:00 logon bob 0x1 t2 @b")).toHaveLength(1);
    const text = `${BOOT}; 10:00 logon ann 0x1 t3 @b; 11:00 logon bob 0x1 t2 @b; 12:00 logoff bob 0x1 @b`;
    expect(pairText(text).sessions.map(({ userName, ending }) => [userName, ending.kind])).toEqual([
      ["ann", "open"],
    ]);
  });
});
