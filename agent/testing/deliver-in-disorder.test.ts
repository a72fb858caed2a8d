import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { deliverInDisorder } from "./deliver-in-disorder";

it("duplicates, replays, delays, kills and re-used session ids: each command is carried out once at most, on its own session", async () => {
  const stateDir = mkdtempSync(path.join(tmpdir(), "curfew-disorder-"));
  try {
    const result = await deliverInDisorder({ seed: 7, deliveries: 5_000, stateDir });
    expect(result).toMatchObject({ deliveries: 5_000, mostPerCommand: 1, wrongSessions: 0 });
    // It happened at all: otherwise the figures above mean nothing.
    expect(result.executed).toBeGreaterThan(50);
    expect(result.kills).toBeGreaterThan(10);
    expect(result.restarts).toBeGreaterThan(2);
  } finally {
    rmSync(stateDir, { recursive: true });
  }
}, 120_000);
