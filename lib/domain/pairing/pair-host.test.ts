import { describe, expect, test } from "vitest";
import { becauseLines, pairText, sessionLines } from "./testing/paired";

describe("how a session ends", () => {
  test("4647 ends it exactly, and a late 4634 only says when it was destroyed", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 17:00 logoff ann 0x1; 17:20 destroyed ann 0x1 t2";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact"]);
    expect(becauseLines(text)).toEqual(["4647: the user logged off"]);
    expect(pairText(text).sessions[0]?.destroyedAt).toBe(Date.UTC(2026, 2, 2, 17, 20));
  });
  test("4634 alone ends it exactly", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 17:20 destroyed ann 0x1 t2";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:20 destroyed exact"]);
  });
  test("a type 11 may be closed by a 4634 that says type 2", () => {
    expect(sessionLines("09:00 logon ann 0x1 t11; 10:00 destroyed ann 0x1 t2")).toEqual([
      "0 0x1 ann 09:00-10:00 destroyed exact",
    ]);
  });
  test("a 4634 that was written after a resume says so", () => {
    expect(becauseLines("09:00 logon ann 0x1 t2; 20:00 107; 20:00:30 destroyed ann 0x1 t2")).toEqual([
      "4634: the logon session was destroyed, written after a resume",
    ]);
  });
  test("so does one that was written after a boot, of a session that the boot did not begin", () => {
    const ends = (start: string) =>
      becauseLines(`${start}; 08:00:20 logon bob 0x1 t2; 08:00:50 destroyed bob 0x1 t2
        08:01 destroyed ann 0x9 t2; 08:03 destroyed eve 0x8 t2`);
    const late = "4634: the logon session was destroyed, written after a boot";
    const inTime = "4634: the logon session was destroyed";
    expect(ends("08:00 boot")).toEqual([inTime, late, inTime]);
    expect(ends("08:00 6005")).toEqual([inTime, late, inTime]);
    expect(ends("08:00 process")).toEqual([inTime, inTime, inTime]);
  });
  test("a 4647 recorded after 1100 wins over it", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 17:00:02 stop; 17:00 logoff ann 0x1; 18:00 boot";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact"]);
  });
  test("without a logoff, 1100 is the end, and 1074 says why", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 16:58 1074 why:update; 17:00 stop; 18:00 boot";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 shut_down high"]);
    expect(becauseLines(text)).toEqual(["1100: the event log stopped with the host (1074: update)"]);
  });
  test("without Security's 1100, System's 6006 or 13 is", () => {
    expect(sessionLines("08:00 boot; 09:00 logon ann 0x1 t2; 17:00 6006; 18:00 boot")).toEqual([
      "1 0x1 ann 09:00-17:00 shut_down high",
    ]);
    expect(sessionLines("08:00 boot; 09:00 logon ann 0x1 t2; 17:01 13; 18:00 boot")).toEqual([
      "1 0x1 ann 09:00-17:01 shut_down high",
    ]);
  });
  test("an event log that is restarted ends nothing", () => {
    const text =
      "08:00 boot; 09:00 logon ann 0x1 t2; 10:00 stop; 11:00 logon bob 0x2 t2; 17:00 logoff ann 0x1";
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact",
      "1 0x2 bob 11:00-open as of 17:00",
    ]);
  });
  test("1101 in the next boot tells a crash", () => {
    const text =
      "08:00 boot; 09:00 logon ann 0x1 t2; 12:00 lock ann 0x1; 13:00 logon svc 0x9 t5; 18:00 dropped; 18:00 boot";
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-13:00..18:00 crashed interval [locked 12:00-13:00]",
    ]);
    expect(becauseLines(text)).toEqual(["1101 in the next boot: the host stopped without a shutdown"]);
  });
  test("6008 is a lower bound only, and may be older than the last record", () => {
    const crash = (told: string) =>
      sessionLines(
        `08:00 boot; 09:00 logon ann 0x1 t2; 12:00 unlock ann 0x1; 18:00 boot; 18:00 6008 >${told}`,
      );
    expect(crash("15:00")).toEqual(["1 0x1 ann 09:00-15:00..18:00 crashed interval"]);
    expect(crash("18:30")).toEqual(["1 0x1 ann 09:00-12:00..18:00 crashed interval"]);
    expect(crash("08:30")).toEqual(["1 0x1 ann 09:00-12:00..18:00 crashed interval"]);
  });
  test("41 alone proves nothing: the stop is unrecorded", () => {
    expect(sessionLines("08:00 boot; 09:00 logon ann 0x1 t2; 18:00 boot; 18:00 41")).toEqual([
      "1 0x1 ann 09:00-09:00..18:00 lost low",
    ]);
  });
  test("where the data ends, it is open as of the last record", () => {
    expect(sessionLines("08:00 boot; 09:00 logon ann 0x1 t2; 12:00 logon svc 0x9 t5")).toEqual([
      "1 0x1 ann 09:00-open as of 12:00",
    ]);
  });
  test("fast startup ends it, though the boot goes on", () => {
    const text = `08:00 boot; 09:00 logon ann 0x1 t2; 17:00 1074 why:power-off; 17:01 42 state:6; 32:00 107
      32:01 logon ann 0x2 t2; 40:00 logoff ann 0x2`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-17:01 suspended high",
      "1 0x2 ann 32:01-40:00 logged_off exact",
    ]);
  });
  test("a session that lives on after a resume was not ended by the shutdown before it", () => {
    const text = `09:00 logon ann 0x1 t2; 17:00 1074 why:power-off; 17:01 42 state:6; 32:00 107; 33:00 lock ann 0x1
      41:00 1074 why:power-off; 41:01 42 state:6`;
    expect(sessionLines(text)).toEqual(["0 0x1 ann 09:00-41:01 suspended high [locked 33:00-41:01]"]);
  });
  test("a shutdown leaves open when, since it was asked for, the session ended", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 16:58 1074 why:update; 17:00 stop; 18:00 boot";
    expect(pairText(text).sessions[0]?.ending).toMatchObject({
      notBefore: Date.UTC(2026, 2, 2, 16, 58),
      notAfter: Date.UTC(2026, 2, 2, 17),
    });
  });
  test("sleep without a shutdown asked for ends nothing", () => {
    expect(sessionLines("09:00 logon ann 0x1 t2; 17:01 42 state:6; 32:00 107")).toEqual([
      "0 0x1 ann 09:00-open as of 32:00",
    ]);
  });
  test("nor does a sleep that is no power-off, though a shutdown had been asked for", () => {
    expect(sessionLines("09:00 logon ann 0x1 t2; 17:00 1074 why:x; 17:01 42 state:4; 32:00 107")).toEqual([
      "0 0x1 ann 09:00-open as of 32:00",
    ]);
  });
  test("a new session under its terminal session number is an upper bound", () => {
    const text =
      "08:00 boot; 09:00 logon ann 0x1 t10; 09:00 7001 ann ts2; 11:00 logon ann 0x2 t10; 11:00 7001 ann ts2";
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-09:00..11:00 lost low",
      "1 0x2 ann 11:00-open as of 11:00",
    ]);
  });
});
