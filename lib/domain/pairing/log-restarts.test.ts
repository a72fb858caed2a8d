import { expect, test } from "vitest";
import { cutBoots } from "./cut-boots";
import { pairHost } from "./pair-host";
import { sessionLines } from "./testing/paired";
import { readTimeline } from "./testing/timeline";

test("a log that was made anew counts from 1 again: its records follow the older ones", () => {
  const text = `08:00 boot #4000; 09:00 logon ann 0x1 t2 #4001; 10:00 lock ann 0x1 #4002
    11:00 unlock ann 0x1 #1; 12:00 logon bob 0x2 t2 #2; 17:00 logoff ann 0x1 #3; 18:00 logoff bob 0x2 #4`;
  expect(sessionLines(text)).toEqual([
    "1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-11:00]",
    "1 0x2 bob 12:00-18:00 logged_off exact",
  ]);
});

test("also where it reaches the numbers that were used before, and twice in one boot", () => {
  const text = `08:00 boot #1; 09:00 logon ann 0x1 t2 #2; 10:00 lock ann 0x1 #3; 10:30 process #4
    11:00 unlock ann 0x1 #1; 12:00 logon bob 0x2 t2 #2; 13:00 lock ann 0x1 #3
    14:00 unlock ann 0x1 #1; 17:00 logoff ann 0x1 #2; 18:00 logoff bob 0x2 #3`;
  const expected = [
    "1 0x1 ann 09:00-17:00 logged_off exact [locked 10:00-11:00] [locked 13:00-14:00]",
    "1 0x2 bob 12:00-18:00 logged_off exact",
  ];
  expect(sessionLines(text)).toEqual(expected);
  const events = readTimeline(text);
  expect(pairHost([...events].reverse())).toEqual(pairHost(events));
});

test("and where a boot began between the two", () => {
  const text = `08:00 boot #1; 09:00 logon ann 0x1 t2 #2; 17:00 stop #3
    20:00 boot #1; 21:00 logon ann 0x1 t2 #2; 22:00 logoff ann 0x1 #3`;
  expect(sessionLines(text)).toEqual([
    "1 0x1 ann 09:00-17:00 shut_down high",
    "2 0x1 ann 21:00-22:00 logged_off exact",
  ]);
});

test("a clock that was set back by years is no new log", () => {
  const text = "20:00 boot #5; 21:00 logon ann 0x1 t2 #6; 08:00 boot #7; 09:00 logon ann 0x2 t2 #8";
  expect(cutBoots(readTimeline(text)).map(({ events }) => events[0]?.recordId)).toEqual([5, 7]);
});

test("two readers' copies of one record are one", () => {
  const events = readTimeline("08:00 boot; 09:00 logon ann 0x1 t2; 17:00 logoff ann 0x1");
  const exact = events.map((event) => ({ ...event, at: event.at + 123.4375 }));
  const milliseconds = exact.map((event) => ({ ...event, at: Math.floor(event.at) }));
  expect(pairHost([...events, ...milliseconds, ...exact])).toEqual(pairHost(exact));
});
