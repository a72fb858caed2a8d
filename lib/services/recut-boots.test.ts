import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { event, logoff, logon, makeTestMachine, minute } from "./testing/test-machine";

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase();
});
afterAll(() => db.drop());

const boot = { bootId: "boot-3", bootStartedAt: minute(0).getTime() };
const bootless = (events: ReportedEvent[]) => events.map((one) => ({ ...one, boot: null }));

/** Two boots before the one that the host names, and its beginning, from a source that names none. */
const history = bootless([
  event(1, minute(-200), 4608),
  logon(2, minute(-190), "a.user", "0x10"),
  logoff(3, minute(-180), "a.user", "0x10"),
  logon(4, minute(-170), "b.user", "0x11"),
  event(5, minute(-160), 1100),
  event(6, minute(-100), 4608),
  logon(7, minute(-90), "a.user", "0x10"),
  event(8, minute(0), 4608),
  event(9, minute(0, 1), 1101),
  logon(10, minute(1), "c.user", "0x10"),
]);
const present = [{ ...logoff(11, minute(2), "c.user", "0x10"), boot: "boot-3" }];

async function stateOf(hostId: number) {
  const sessions = await db.prisma.session.findMany({
    where: { hostId },
    orderBy: [{ startedAt: "asc" }],
    include: { boot: { select: { key: true } } },
    omit: { id: true, hostId: true, bootId: true, accountId: true, associateId: true },
  });
  const boots = await db.prisma.boot.findMany({
    where: { hostId },
    orderBy: { startedAt: "asc" },
    select: { key: true, startedAt: true },
  });
  return { boots, sessions };
}

test("events that name no boot are cut into boots, in any order of arrival", async () => {
  const orders: ReportedEvent[][][] = [
    [[...history, ...present]],
    [history, present],
    [present, history],
    [present, [...history].reverse()],
    [...history, ...present].map((one) => [one]),
    [...history, ...present].reverse().map((one) => [one]),
  ];
  const states = [];
  for (const batches of orders) {
    const machine = await makeTestMachine(db);
    for (const events of batches) await machine.sync(minute(5), { ...boot, events });
    states.push(await stateOf(machine.hostId));
  }
  expect(states[0]).toMatchObject({
    boots: [
      { key: "cut:2026-03-01T04:40:00.000Z" },
      { key: "cut:2026-03-01T06:20:00.000Z" },
      { key: "boot-3", startedAt: minute(0) },
    ],
    sessions: [
      { logonId: "0x10", startedAt: minute(-190), endKind: "logged_off" },
      { logonId: "0x11", startedAt: minute(-170), endKind: "shut_down" },
      { logonId: "0x10", startedAt: minute(-90), endKind: "crashed" },
      { logonId: "0x10", startedAt: minute(1), endKind: "logged_off", boot: { key: "boot-3" } },
    ],
  });
  for (const state of states) expect(state).toEqual(states[0]);
});
