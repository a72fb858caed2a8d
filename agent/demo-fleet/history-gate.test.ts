import { expect, test } from "vitest";
import { MAX_EVENTS_PER_SYNC } from "@/lib/protocol/messages";
import { ManualClock } from "../clock";
import { SimulatedHost } from "../simulated/simulated-host";
import { simulatedPlatform } from "../simulated/simulated-platform";
import { HistoryGate } from "./history-gate";

function busyHost(logons: number): SimulatedHost {
  const clock = new ManualClock(0);
  const host = new SimulatedHost({ seed: 1, name: "TS-01", clock });
  host.boot();
  for (let i = 0; i < logons; i++) {
    const sessionId = host.logOn({ name: "a.user", displayName: "A User" });
    clock.advance(60_000);
    host.logOff(sessionId);
    clock.advance(60_000);
  }
  return host;
}

test("the log is closed until the gate opens, and whoever watches is told", async () => {
  const gate = new HistoryGate();
  const platform = gate.before(simulatedPlatform(busyHost(0)));
  const heard: string[] = [];
  const unwatch = platform.watch((change) => heard.push(change));
  expect(await platform.readEvents("7", 10)).toEqual({ events: [], cursor: "7" });
  expect(await platform.listSessions()).toEqual([]);

  void gate.open();
  expect(heard).toEqual(["events"]);
  expect((await platform.readEvents(null, 10)).events.length).toBeGreaterThan(0);
  unwatch();
  void gate.open();
  expect(heard).toEqual(["events"]);
});

test("the past goes through in portions, complete and once, and then the gate is out of the way", async () => {
  const inner = simulatedPlatform(busyHost(700));
  const all = (await inner.readEvents(null, 100_000)).events;
  const gate = new HistoryGate();
  const platform = gate.before(inner);
  let hasPassed = false;
  const passing = gate.open().then(() => {
    hasPassed = true;
  });

  const portions: number[] = [];
  const taken = [];
  let cursor: string | null = null;
  while (!hasPassed) {
    let portion = 0;
    for (;;) {
      const batch = await platform.readEvents(cursor, 250);
      if (batch.events.length === 0) break;
      cursor = batch.cursor;
      portion += batch.events.length;
      taken.push(...batch.events);
    }
    portions.push(portion);
  }
  await passing;
  expect(taken).toEqual(all);
  expect(all.length).toBeGreaterThan(2 * MAX_EVENTS_PER_SYNC);
  expect(portions.slice(0, 2)).toEqual([MAX_EVENTS_PER_SYNC, MAX_EVENTS_PER_SYNC]);
  expect(portions.at(-1)).toBe(0);
  expect((await platform.readEvents(null, 100_000)).events).toEqual(all);
});
