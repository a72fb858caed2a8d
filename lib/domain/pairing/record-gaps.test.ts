import { describe, expect, test } from "vitest";
import { becauseLines, pairText, sessionLines } from "./testing/paired";

const DAY = "08:00 boot; 09:00 logon ann 0x1 t2";

describe("where records are missing, an end may have stood among them", () => {
  test("a shutdown becomes a guess, from the last record before the gap on", () => {
    const text = `${DAY}; 10:00 lock ann 0x1; 11:00 missing why:12 #40; 17:00 stop #60; 18:00 boot #61`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 shut_down low [locked 10:00-17:00]"]);
    expect(pairText(text).sessions[0]?.ending.notBefore).toBe(Date.UTC(2026, 2, 2, 10));
    expect(becauseLines(text)).toEqual([
      "1100: the event log stopped with the host; 12 records of the log are missing since it was last seen",
    ]);
  });
  test.each([
    ["cleared", "1102: the audit log was cleared"],
    ["dropped", "1101: audit events were dropped"],
    ["full", "1104: the audit log was full"],
  ])("so it does where the audit %s", (verb, words) => {
    const [because] = becauseLines(`${DAY}; 11:00 ${verb}; 12:00 logon svc 0x9 t5; 18:00 boot`);
    expect(because).toContain(`; ${words} since it was last seen`);
    expect(sessionLines(`${DAY}; 11:00 ${verb}; 12:00 logon svc 0x9 t5; 18:00 boot`)).toEqual([
      "1 0x1 ann 09:00-09:00..18:00 lost low",
    ]);
  });
  test("a crash is no longer bounded by the last record", () => {
    const text = `${DAY}; 11:00 cleared; 12:00 logon svc 0x9 t5; 18:00 dropped; 18:00 boot`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-09:00..18:00 crashed low"]);
  });
  test("a shutdown with fast startup too", () => {
    const text = `${DAY}; 11:00 cleared; 17:00 1074 why:power-off; 17:01 42 state:6; 32:00 107`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:01 suspended low"]);
  });
  test("an open session says so", () => {
    expect(becauseLines(`${DAY}; 11:00 cleared`)).toEqual([
      "no end in the records: open as of the last one; 1102: the audit log was cleared since it was last seen",
    ]);
  });
  test("what was recorded holds, and so does what is later than the gap", () => {
    expect(sessionLines(`${DAY}; 11:00 cleared; 17:00 logoff ann 0x1`)).toEqual([
      "1 0x1 ann 09:00-17:00 logged_off exact",
    ]);
    expect(sessionLines(`${DAY}; 11:00 cleared; 12:00 unlock ann 0x1; 17:00 stop; 18:00 boot`)).toEqual([
      "1 0x1 ann 09:00-17:00 shut_down high",
    ]);
  });
  test("what was lost before the logon is not, though a clock that was set back dates it later", () => {
    const text =
      "08:00 boot; 11:00 cleared; 11:01 clock >09:00; 09:30 logon ann 0x1 t2; 17:00 stop; 18:00 boot";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:30-17:00 shut_down high"]);
  });
  test("a gap of another log is not where its end would stand", () => {
    expect(sessionLines(`${DAY}; 11:00 lsm-missing; 17:00 stop; 18:00 boot`)).toEqual([
      "1 0x1 ann 09:00-17:00 shut_down high",
    ]);
    expect(sessionLines("09:00 lsm21 ann ts1; 11:00 lsm-missing; 12:00 6006; 13:00 6005")).toEqual([
      expect.stringContaining("09:00-12:00 shut_down low"),
    ]);
  });
  test("1101 at the head of a boot tells of the stop before it alone", () => {
    expect(sessionLines("09:00 dropped; 09:00 boot; 09:01 logon ann 0x1 t2; 17:00 stop; 18:00 boot")).toEqual(
      ["1 0x1 ann 09:01-17:00 shut_down high"],
    );
  });
  test("a record that another source brings was not missing", () => {
    const text = `${DAY} #5; 10:00 missing why:1 #6; 10:05 process #6; 17:00 stop #7; 18:00 boot #8`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 shut_down high"]);
  });
});
