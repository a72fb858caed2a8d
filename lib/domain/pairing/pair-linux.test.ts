import { describe, expect, test } from "vitest";
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
