import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AuditPump } from "./audit-pump";
import { systemClock } from "./clock";
import type { Platform } from "./platform";
import type { Spool } from "./spool";

const PATIENCE = { timeout: 25_000 };
const stop = { now: new AbortController() };
beforeEach(() => {
  stop.now = new AbortController();
});
afterEach(() => stop.now.abort());

test("a disk without room is told until a write has found some, and the time is that of its beginning", async () => {
  let cursor: string | null = null;
  let hasRoom = false;
  const spool = {
    isFull: false,
    get cursor() {
      return cursor;
    },
    append(_events: unknown, to: string | null) {
      if (!hasRoom) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      cursor = to;
    },
  };
  const log: string[] = [];
  let at = 1_000;
  const wakes: (() => void)[] = [];
  const pump = new AuditPump({
    platform: { readEvents: async () => ({ events: [], cursor: "1" }) } as unknown as Platform,
    spool: spool as unknown as Spool,
    clock: {
      ...systemClock,
      now: () => at,
      after: (_ms, run) => {
        wakes.push(run);
        return () => {};
      },
    },
    log: (line) => log.push(line),
    onSpooled: () => {},
  });
  const running = pump.run(stop.now.signal);
  await vi.waitFor(() => expect(pump.heldBack).toEqual({ why: "disk", since: 1_000 }), PATIENCE);
  at = 9_000;
  await vi.waitFor(() => expect(wakes).toHaveLength(1), PATIENCE);
  wakes[0]?.();
  await vi.waitFor(() => expect(wakes).toHaveLength(2), PATIENCE);
  expect(pump.heldBack).toEqual({ why: "disk", since: 1_000 });
  hasRoom = true;
  wakes[1]?.();
  await vi.waitFor(() => expect(pump.heldBack).toBeUndefined(), PATIENCE);
  expect(log).toEqual([
    "the disk of the spool is full: reading stops, the host's own log is the buffer now",
    "reading of the audit log goes on",
  ]);
  stop.now.abort();
  await running;
});
