import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { bundleAgent } from "./bundle-agent.mjs";

test("the agent is one file of 300 kB at most that runs with nothing beside it", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-bundle-"));
  try {
    const file = path.join(folder, "agent.cjs");
    expect(await bundleAgent("agent/main.ts", file)).toBeLessThan(300_000);
    const said = execFileSync(process.execPath, [file, "--version"], { cwd: folder, encoding: "utf8" });
    expect(said).toMatch(/^\d+\.\d+\.\d+\n$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
