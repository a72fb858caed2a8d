import { expect, test } from "vitest";
import { RECORDS_MISSING } from "@/lib/domain/audit-event";
import { writeEvtx } from "./evtx/testing/evtx-writer";
import { officeDays } from "./evtx/testing/office-day";
import { readLog } from "./testing/read-log";

const days = officeDays(60);
const missingIn = async (events: typeof days) => {
  const { events: told } = await readLog(writeEvtx(events));
  return told.filter(({ event }) => event.eventId === RECORDS_MISSING).map(({ event }) => event);
};

test("records that are missing from the middle of a log are told, with how many and since when", async () => {
  expect(await missingIn(days)).toEqual([]);
  const [gap, ...others] = await missingIn(days.filter(({ recordId }) => recordId < 200 || recordId > 230));
  expect(others).toEqual([]);
  expect(gap).toMatchObject({ log: "Security", recordId: 200, reason: "31", at: days[198]?.at });
});

test("a log that was filtered has none, nor has one that began anew", async () => {
  expect(await missingIn(days.filter(({ eventId }) => eventId !== 4907))).toEqual([]);
  expect(await missingIn(days.filter(({ recordId }) => recordId % 50 !== 0))).toEqual([]);
  expect(await missingIn([...days.slice(300), ...days.slice(0, 200)])).toEqual([]);
});
