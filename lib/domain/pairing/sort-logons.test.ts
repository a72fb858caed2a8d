import { describe, expect, test } from "vitest";
import { leftoverLines, pairText, sessionLines } from "./testing/paired";

const DAY = "08:00 boot; 09:00 logon ann 0x1 t2";

describe("what is a session of a person", () => {
  test.each([2, 10, 11, 12])("type %i is", (type) => {
    expect(sessionLines(`09:00 logon ann 0x1 t${type} by:User32; 10:00 logoff ann 0x1`)).toHaveLength(1);
  });
  test.each([0, 3, 4, 5, 8, 9])("type %i is not, and is no leftover", (type) => {
    const text = `09:00 logon ann 0x1 t${type}; 10:00 destroyed ann 0x1 t${type}`;
    expect(sessionLines(text)).toEqual([]);
    expect(leftoverLines(text)).toEqual([]);
  });
  test.each(["DWM-1", "UMFD-0", "WS01$"])("%s is nobody", (name) => {
    expect(sessionLines(`09:00 logon ${name} 0x1 t2; 10:00 logoff ${name} 0x1`)).toEqual([]);
  });
  test("nor is a name of the window manager without its SID, or a service with a name like a person's", () => {
    expect(sessionLines("09:00 lsm21 DWM-1 ts1; 10:00 lsm23 DWM-1 ts1")).toEqual([]);
    expect(
      sessionLines("09:00 logon sql 0x1 t2 sid:S-1-5-80-1; 10:00 logoff sql 0x1 sid:S-1-5-80-1"),
    ).toEqual([]);
  });
  test.each(["0x3e3", "0x3e4", "0x3e5", "0x3e7"])("the LogonId %s is a service's", (id) => {
    expect(sessionLines(`09:00 logon ann ${id} t2; 10:00 logoff ann ${id}`)).toEqual([]);
  });
  test("an account of Entra is a person's", () => {
    const text = "09:00 logon ann 0x1 t11 sid:S-1-12-1-7-8; 10:00 logoff ann 0x1 sid:S-1-12-1-7-8";
    expect(sessionLines(text)).toHaveLength(1);
  });
  test("network logons are counted per account and day", () => {
    const { networkLogons } = pairText(
      "09:00 logon ann 0x1 t3 from:10.0.0.2; 10:00 logon ann 0x2 t3 from:10.0.0.1; 12:00 boot; 13:00 logon ann 0x3 t3; 30:00 logon ann 0x4 t3",
    );
    const at = (hours: number) => Date.UTC(2026, 2, 2, hours);
    expect(networkLogons).toMatchObject([
      { day: "2026-03-02", count: 3, firstAt: at(9), lastAt: at(13), addresses: ["10.0.0.1", "10.0.0.2"] },
      { day: "2026-03-03", count: 1, firstAt: at(30), lastAt: at(30), addresses: [] },
    ]);
  });
});

describe("a split token is one session", () => {
  test("linked: it goes by the filtered id", () => {
    const text = `09:00 logon ann 0x1 ~0x2 t2 elevated; 09:00 logon ann 0x2 ~0x1 t2 filtered; 17:00 logoff ann 0x2
      17:00 destroyed ann 0x2 t2; 17:00 destroyed ann 0x1 t2`;
    expect(sessionLines(text)).toEqual(["0 0x2 ann 09:00-17:00 logged_off exact"]);
    expect(pairText(text).sessions[0]).toMatchObject({ linkedLogonId: "0x1", startRecord: { recordId: 1 } });
  });
  test("linked, with the twin lost: the link still names it", () => {
    const text = "09:00 logon ann 0x1 ~0x2 t2 elevated; 17:00 logoff ann 0x2";
    expect(sessionLines(text)).toEqual(["0 0x2 ann 09:00-17:00 logged_off exact"]);
    expect(sessionLines("09:00 logon ann 0x1 ~0x2 t2 elevated; 17:00 destroyed ann 0x1 t2")).toEqual([
      "0 0x2 ann 09:00-17:00 destroyed exact",
    ]);
  });
  test("not linked: the same instant and at most three records apart", () => {
    const twins = (record: number, at: string) =>
      sessionLines(`09:00 logon ann 0x1 t2 #10; ${at} logon ann 0x2 t2 #${record}; 17:00 logoff ann 0x2 #40`);
    expect(twins(13, "09:00")).toEqual(["0 0x2 ann 09:00-17:00 logged_off exact"]);
    expect(twins(14, "09:00")).toHaveLength(2);
    expect(twins(11, "09:01")).toHaveLength(2);
  });
  test("not linked: only one person's, of one type, in one process", () => {
    const second = (words: string) =>
      sessionLines(`09:00 logon ann 0x1 t2 in:winlogon.exe; 09:00 logon ${words}; 17:00 logoff ann 0x1`);
    expect(second("ann 0x2 t2 in:winlogon.exe")).toHaveLength(1);
    expect(second("bob 0x2 t2 in:winlogon.exe")).toHaveLength(2);
    expect(second("ann 0x2 t10 in:winlogon.exe")).toHaveLength(2);
    expect(second("ann 0x2 t2 in:winlogon.exe sid:S-1-5-21-9-9-9-9")).toHaveLength(2);
    expect(
      leftoverLines("09:00 logon ann 0x1 t2 in:winlogon.exe; 09:00 logon ann 0x2 t2 in:consent.exe"),
    ).toEqual(["elevation of 0x1"]);
  });
  test("a logoff that names the elevated token ends it too", () => {
    const text = `09:00 logon ann 0x1 ~0x2 t2 elevated; 09:00 logon ann 0x2 ~0x1 t2 filtered
      12:00 lock ann 0x2; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual(["0 0x2 ann 09:00-17:00 logged_off exact [locked 12:00-17:00]"]);
  });
});

describe("what is part of a session that is open", () => {
  test("unlocks by their type, also with a remote address", () => {
    const text = `${DAY}; 10:00 logon ann 0x2 t7 from:10.0.0.9; 10:00 destroyed ann 0x2 t7; 11:00 logon ann 0x3 t13`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-open as of 11:00"]);
    expect(leftoverLines(text)).toEqual(["unlock of 0x1", "unlock of 0x1"]);
  });
  test("unlocks that are written as type 2 or 11", () => {
    const text = `${DAY}; 10:00 logon ann 0x2 t11; 10:00:00.400 destroyed ann 0x2 t11; 11:00 logon ann 0x3 t2; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["unlock of 0x1", "unlock of 0x1"]);
  });
  test("but not another user's, not after the end, and not with a life of its own", () => {
    const other = `${DAY}; 10:00 logon bob 0x2 t2; 10:00:00.100 destroyed bob 0x2 t2`;
    expect(sessionLines(other)).toHaveLength(2);
    const after = `${DAY}; 10:00 logoff ann 0x1; 10:01 logon ann 0x2 t2`;
    expect(sessionLines(after)).toEqual([
      "1 0x1 ann 09:00-10:00 logged_off exact",
      "1 0x2 ann 10:01-open as of 10:01",
    ]);
    const second = `${DAY}; 10:00 logon ann 0x2 t2; 11:00 logoff ann 0x2; 12:00 logoff ann 0x1`;
    expect(sessionLines(second)).toHaveLength(2);
    const noticed = `${DAY}; 09:00 7001 ann ts1; 10:00 logon ann 0x2 t2; 10:00 7001 ann ts2`;
    expect(sessionLines(noticed)).toHaveLength(2);
  });
  test("an RDP take-over: closed within 8 s", () => {
    const text = `${DAY}; 10:00 logon ann 0x2 t10; 10:00:01 reconnect ann 0x1; 10:00:08 destroyed ann 0x2 t10; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["take_over of 0x1"]);
  });
  test("an RDP take-over whose end is not audited: 4778 names the survivor", () => {
    const text = `${DAY}; 10:00 logon ann 0x2 t10; 10:00:01 reconnect ann 0x1; 17:00 logoff ann 0x1`;
    expect(leftoverLines(text)).toEqual(["take_over of 0x1"]);
    const second = `${DAY}; 10:00 logon ann 0x2 t10; 17:00 logoff ann 0x1`;
    expect(sessionLines(second)).toHaveLength(2);
  });
  test("… and so does LocalSessionManager's 25, where reconnections are not audited", () => {
    const text = `${DAY}; 10:00 logon ann 0x2 t10; 10:00:01 lsm25 ann ts1; 17:00 logoff ann 0x1`;
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-17:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["take_over of 0x1"]);
  });
  test("a session that began before the log holds unlocks too", () => {
    const text = "10:00 logon ann 0x2 t2; 10:00 destroyed ann 0x2 t2; 17:00 logoff ann 0x1";
    expect(sessionLines(text)).toEqual(["0 0x1 ann <17:00-17:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["unlock of 0x1"]);
  });
  test("elevation prompts and programs", () => {
    const text = `${DAY}; 10:00 logon adm 0x2 t2 by:CredPro; 10:30 logon adm 0x6 t2 by:User32 in:C:\\Windows\\System32\\consent.exe; 11:00 logon ann 0x3 t2 by:Advapi; 12:00 logon ann 0x4 t2 by:Negotiat; 13:00 logon dep 0x5 t2 by:OOBE`;
    expect(leftoverLines(text)).toEqual([
      "elevation of null",
      "elevation of null",
      "programmatic of 0x1",
      "programmatic of 0x1",
      "programmatic of null",
    ]);
  });
});

describe("a session whose start was not seen", () => {
  test("began before its first sign", () => {
    expect(sessionLines("10:00 unlock ann 0x1; 17:00 logoff ann 0x1; 17:05 destroyed ann 0x1 t2")).toEqual([
      "0 0x1 ann <10:00-17:00 logged_off exact",
    ]);
  });
  test("also while many others log off, and whatever else told of it before", () => {
    const text = `09:00 lock ann 0x2; 09:01 lock bob 0x20; 09:02 lock eve 0x30; 09:03 lock kim 0x40; 09:04 lock lee 0x50
      17:00 destroyed ann 0x2 t2; 17:00 destroyed bob 0x20 t2; 17:00 destroyed eve 0x30 t2; 17:00 destroyed ann 0x1 t2`;
    const whole = sessionLines(text);
    expect(whole).toHaveLength(5);
    expect(whole[0]).toBe("0 0x2 ann <09:00-17:00 destroyed exact [locked 09:00-17:00]");
  });
  test("two tokens that are destroyed together are one", () => {
    const text = "17:00 destroyed ann 0x2 t2; 17:00 destroyed ann 0x1 t2";
    expect(sessionLines(text)).toEqual(["0 0x2 ann <17:00-17:00 destroyed exact"]);
  });
  test("an unlock's end, a service's end and a lone reconnect are no sessions", () => {
    const text =
      "10:00 destroyed ann 0x1 t7; 11:00 destroyed svc 0x2 t5; 12:00 reconnect ann 0x3; 13:00 disconnect ann 0x4";
    expect(sessionLines(text)).toEqual([]);
    expect(leftoverLines(text)).toEqual(["orphan_end", "unmatched_reconnect", "unmatched_notice"]);
  });
});
