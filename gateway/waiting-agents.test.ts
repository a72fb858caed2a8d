import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { WaitingAgents } from "./waiting-agents";

const still = () => new AbortController().signal;
const HOUR_MS = 3_600_000;

test("many places with different ends share one timer, and each ends at its own time", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const waiting = new WaitingAgents();
  const late = Array.from({ length: 50 }, (_, i) => waiting.enter(i, i, Date.now() + HOUR_MS, still()));
  const soon = Array.from({ length: 50 }, (_, i) => waiting.enter(100 + i, i, Date.now() + 20, still()));
  expect(timers() - before).toBeLessThan(50);
  expect(await Promise.all(soon.map((place) => place.news()))).toEqual(soon.map(() => "over"));
  expect(late.some((place) => place.isOver)).toBe(false);
  for (const place of [...soon, ...late]) place.leave();
  expect(waiting.count).toBe(0);
});

test("orders wake the places of their hosts alone, and are not forgotten when nobody listens yet", async () => {
  const waiting = new WaitingAgents();
  const [a, b] = [1, 2].map((id) => waiting.enter(id, id * 10, Date.now() + HOUR_MS, still()));
  waiting.wake([10]);
  expect(await a?.news()).toBe("orders");
  const others = b?.news();
  expect(await Promise.race([others, pause(50, "silent")])).toBe("silent");
  waiting.wake(null);
  expect(await others).toBe("orders");
  a?.leave();
  b?.leave();
});

test("a place ends with its client, with the agent's next poll, and with the gateway", async () => {
  const waiting = new WaitingAgents();
  const client = new AbortController();
  const left = waiting.enter(1, 1, Date.now() + HOUR_MS, client.signal);
  client.abort();
  expect(await left.news()).toBe("over");
  left.leave();
  const first = waiting.enter(2, 2, Date.now() + HOUR_MS, still());
  const second = waiting.enter(2, 2, Date.now() + HOUR_MS, still());
  expect(await first.news()).toBe("over");
  first.leave();
  expect(waiting.count).toBe(1);
  waiting.stop();
  expect(await second.news()).toBe("over");
  second.leave();
  expect(waiting.enter(3, 3, Date.now() + HOUR_MS, still()).isOver).toBe(true);
});
