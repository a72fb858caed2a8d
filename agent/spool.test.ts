import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import { Sequence } from "./agent-state";
import { Spool } from "./spool";

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), "curfew-spool-"));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

function events(from: number, count: number, reason = ""): ReportedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...EMPTY_EVENT,
    log: "Security",
    recordId: from + index,
    at: 1_000,
    eventId: 4624,
    reason,
    raw: null,
  }));
}

const numbers = (spool: Spool) => spool.peek(100_000, 1e9).events.map((event) => event.recordId);
const segments = () => readdirSync(path.join(stateDir, "spool")).sort();
const range = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i);

it("has after a kill what it had before, and the cursor with it", () => {
  const before = new Spool(stateDir, 1e9);
  before.append(events(1, 10), "a");
  before.append(events(11, 10), "b");
  // Not closed: the process was killed.
  const after = new Spool(stateDir, 1e9);
  expect(numbers(after)).toEqual(range(1, 21));
  expect(after.cursor).toBe("b");
  expect(after.health.spooledEvents).toBe(20);
});

it("forgets a half-written batch together with its cursor", () => {
  const before = new Spool(stateDir, 1e9);
  before.append(events(1, 3), "a");
  const [segment = ""] = segments().slice(-1);
  appendFileSync(path.join(stateDir, "spool", segment), '{"cursor":"b","events":[{"log":"Secu');
  const after = new Spool(stateDir, 1e9);
  expect(after.cursor).toBe("a");
  after.append(events(4, 2), "c");
  expect(numbers(new Spool(stateDir, 1e9))).toEqual(range(1, 6));
});

it("removes what is acknowledged and keeps the cursor when all is", () => {
  const spool = new Spool(stateDir, 1e9);
  spool.append(events(1, 5), "a");
  spool.append(events(6, 5), "b");
  spool.acknowledge(1);
  expect(numbers(spool)).toEqual(range(6, 11));
  spool.acknowledge(1);
  expect(spool.health).toEqual({ spooledEvents: 0, spooledBytes: 0 });
  const after = new Spool(stateDir, 1e9);
  expect(after.cursor).toBe("b");
  expect(segments().length).toBeLessThanOrEqual(2);
});

it("does not give again after a kill what was acknowledged, and gives everything else", () => {
  let next = 1;
  const left: number[] = [];
  for (let life = 0; life < 30; life++) {
    const spool = new Spool(stateDir, 1e9);
    expect(numbers(spool)).toEqual(left);
    for (let batch = 0; batch < 1 + (life % 4); batch++) {
      spool.append(events(next, 3, "x".repeat(life % 5 === 0 ? 200_000 : 10)), String(next));
      left.push(next, next + 1, next + 2);
      next += 3;
    }
    const taken = Math.min(left.length / 3, life % 3);
    spool.acknowledge(taken);
    left.splice(0, taken * 3);
    expect(numbers(spool)).toEqual(left);
  }
});

it("stays small on disk while it is drained", () => {
  const spool = new Spool(stateDir, 1e9);
  for (let batch = 0; batch < 200; batch++) {
    spool.append(events(batch * 100, 100, "x".repeat(200)), String(batch));
    spool.acknowledge(1);
  }
  expect(segments().length).toBeLessThanOrEqual(2);
  expect(spool.cursor).toBe("199");
});

it("gives whole batches within the limits, and at least one", () => {
  const spool = new Spool(stateDir, 1e9);
  for (let batch = 0; batch < 5; batch++) spool.append(events(batch * 10, 10), String(batch));
  expect(spool.peek(25, 1e9)).toMatchObject({ batches: 2 });
  expect(spool.peek(1, 1)).toMatchObject({ batches: 1 });
});

it("is full when it says so", () => {
  const spool = new Spool(stateDir, 1_000);
  expect(spool.isFull).toBe(false);
  spool.append(events(1, 10), "a");
  expect(spool.isFull).toBe(true);
  spool.acknowledge(1);
  expect(spool.isFull).toBe(false);
});

it("never gives a sequence number twice, however often it is killed", () => {
  const given: number[] = [];
  for (let life = 0; life < 20; life++) {
    const sequence = new Sequence(stateDir);
    for (let use = 0; use < 1 + life * 40; use++) given.push(sequence.next());
  }
  for (const [index, number] of given.entries()) {
    if (index > 0) expect(number).toBeGreaterThan(given[index - 1] ?? 0);
  }
});
