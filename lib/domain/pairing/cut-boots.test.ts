import { describe, expect, test } from "vitest";
import { cutBoots } from "./cut-boots";
import { leftoverLines, pairText, sessionLines } from "./testing/paired";
import { readTimeline } from "./testing/timeline";

const cut = (text: string) =>
  cutBoots(readTimeline(text)).map(
    (run) => `${run.key}: ${run.events.map((event) => `${event.log[0]}${event.eventId}`).join(" ")}`,
  );

describe("boots are cut in record order", () => {
  test("what stands before the first 4608 is boot 0", () => {
    expect(cut("08:00 logoff ann 0x1; 09:00 boot; 10:00 lock ann 0x1")).toEqual([
      "0: S4647",
      "1: S4608 S4800",
    ]);
    expect(cut("09:00 boot; 10:00 boot")).toEqual(["1: S4608", "2: S4608"]);
    expect(cut("")).toEqual([]);
  });
  test("1101 and 4688 directly before a 4608 belong to the new boot", () => {
    expect(cut("08:00 lock ann 0x1; 09:00 dropped; 09:00 process; 09:00 boot")).toEqual([
      "0: S4800",
      "1: S1101 S4688 S4608",
    ]);
    expect(cut("09:00 dropped; 09:01 lock ann 0x1; 10:00 boot")).toEqual(["0: S1101 S4800", "1: S4608"]);
  });
  test.each([1101, 4688, 4696, 4826, 6417])("so does %i, and nothing else", (eventId) => {
    const boots = (id: number) =>
      cutBoots(
        readTimeline("08:00 lock ann 0x1; 09:00 process; 09:00 boot").map((event) =>
          event.eventId === 4688 ? { ...event, eventId: id } : event,
        ),
      ).map(({ events }) => events.length);
    expect([boots(eventId), boots(4672)]).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });
  test("a clock that was set back does not move records to another boot", () => {
    const text =
      "10:00 boot; 11:00 logon ann 0x1 t2; 09:00 boot; 09:30 logon ann 0x1 t2; 09:40 logoff ann 0x1";
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 11:00-11:00..11:00 lost low",
      "2 0x1 ann 09:30-09:40 logged_off exact",
    ]);
  });
  test("a LogonId that is used again proves a start that was not recorded", () => {
    const text = `08:00 boot; 09:00 logon ann 0x1 t2; 10:00 logoff ann 0x1
      12:00 logon bob 0x1 t2; 13:00 logoff bob 0x1`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-10:00 logged_off exact",
      "2 0x1 bob 12:00-13:00 logged_off exact",
    ]);
  });
  test("also where it was never logged off, and where the clock was set back to its first use", () => {
    expect(sessionLines("08:00 boot; 09:00 logon ann 0x1 t2; 12:00 logon bob 0x1 t2")).toEqual([
      "1 0x1 ann 09:00-09:00..12:00 lost low",
      "2 0x1 bob 12:00-open as of 12:00",
    ]);
    const back = "08:00 boot; 09:00 logon ann 0x1 t2; 10:00 logoff ann 0x1; 09:00:01 logon bob 0x1 t2";
    expect(sessionLines(back)).toEqual([
      "1 0x1 ann 09:00-10:00 logged_off exact",
      "2 0x1 bob 09:00:01-open as of 09:00:01",
    ]);
  });
  test("two records of one logon prove nothing", () => {
    const text = "08:00 boot; 09:00 logon ann 0x1 t2; 09:00:01 logon ann 0x1 t2; 10:00 logoff ann 0x1";
    expect(sessionLines(text)).toEqual(["1 0x1 ann 09:00-10:00 logged_off exact"]);
    expect(leftoverLines(text)).toEqual(["repeated_logon"]);
  });
});

describe("the other logs join Security's boots", () => {
  test("by time, from the kernel's start on, and what tells of the last stop goes back", () => {
    const text = `08:00 boot; 09:00 logon ann 0x1 t2; 17:00 6006
      18:00:30 6009; 18:00:30 6005; 17:00:05 13; 18:00 12; 18:00:20 boot; 18:10 7001 ann ts1`;
    expect(cut(text)).toEqual(["1: S4608 S4624 S6006 S13", "2: S4608 S6009 S6005 S12 S7001"]);
    expect(sessionLines(text)[0]).toBe("1 0x1 ann 09:00-17:00 shut_down high");
  });
  test("System starts from before Security's first record are boots of their own", () => {
    const text = `01:00 6005; 01:10 7001 ann ts1; 02:00 7002 ann ts1; 05:00 6005; 05:10 7001 ann ts1
      06:00 lock ann 0x5 ts1; 07:00 logoff ann 0x5; 08:00 boot; 08:00 6005`;
    expect(
      pairText(text).sessions.map(({ boot, logonId, ending }) => `${boot} ${logonId} ${ending.kind}`),
    ).toEqual(["1 System:2 notified", "2 0x5 logged_off"]);
    expect(sessionLines(text)[1]).toBe("2 0x5 ann 05:10-07:00 logged_off exact [locked 06:00-07:00]");
  });
  test("a 4608 that is missing is told by the System log", () => {
    const text = `08:00 boot; 08:00 6005; 09:00 logon ann 0x1 t2; 12:00 6005; 12:00 6008 >10:00
      13:00 logon bob 0x2 t2; 14:00 logoff bob 0x2`;
    expect(sessionLines(text)).toEqual([
      "1 0x1 ann 09:00-10:00..12:00 crashed interval",
      "2 0x2 bob 13:00-14:00 logged_off exact",
    ]);
  });
  test("a System log with starts of its own goes by record order, whatever the clock says", () => {
    const text = `10:00 boot; 10:00 6005; 13:00 7001 ann ts1; 13:05 logon svc 0x9 t5
      12:00 boot; 12:00 6005; 12:30 7001 bob ts1`;
    expect(cut(text)).toEqual(["1: S4608 S4624 S6005 S7001", "2: S4608 S6005 S7001"]);
  });
  test("a System log by itself is cut by its own starts", () => {
    expect(cut("01:00 7002 ann ts1; 02:00:30 6009; 02:00:30 6005; 01:30 13; 02:00 12; 03:00 6005")).toEqual([
      "0: S7002 S13",
      "1: S6009 S6005 S12",
      "2: S6005",
    ]);
  });
});

describe("a host that knows its boots", () => {
  test("is cut by boot id, in record order", () => {
    expect(
      cut(
        "08:00 boot @a; 09:00 lock ann 0x1 @a; 07:00 boot @b; 09:30 7001 ann ts1 @b; 08:30 wts7 ann ts1 @a",
      ),
    ).toEqual(["a: S4608 S4800 W7", "b: S4608 S7001"]);
  });
  test("takes up a boot again that another record interrupted", () => {
    const text = "08:00 boot @a; 08:30 boot; 09:00 lock ann 0x1 @a";
    expect(cut(text)).toEqual(["a: S4608 S4800", "2: S4608"]);
  });
  test("names the boot of imported records that stand in the same run", () => {
    const runs = cut("08:00 boot; 09:00 lock ann 0x1; 10:00 unlock ann 0x1 @a; 12:00 boot @b");
    expect(runs).toEqual(["a: S4608 S4800 S4801", "b: S4608"]);
  });
});

test("events of one boot are in one run, whatever the order in", () => {
  const events = readTimeline(
    "08:00 boot; 09:00 logon ann 0x1 t2; 09:00 7001 ann ts1; 12:00 boot; 13:00 7001 ann ts1",
  );
  expect(cutBoots([...events].reverse())).toEqual(cutBoots(events));
  expect(pairText("").sessions).toEqual([]);
});

test("a record that is known with and without its boot is one record", () => {
  const known = readTimeline("08:00 boot @a; 09:00 logon ann 0x1 t2 @a");
  const imported = known.map((event) => ({ ...event, boot: null }));
  expect(cutBoots([...imported, ...known])).toEqual(cutBoots(known));
});

test("a record that a coarser feed dates to the whole second is the same record", () => {
  const exact = "08:00:00.300 boot; 09:00:00.700 logon ann 0x1 t2; 10:00:00.100 logoff ann 0x1";
  const coarse = "08:00 boot; 09:00 logon ann 0x1 t2; 10:00 logoff ann 0x1";
  const both = cutBoots([...readTimeline(coarse), ...readTimeline(exact)]);
  expect(both).toEqual(cutBoots(readTimeline(exact)));
});
