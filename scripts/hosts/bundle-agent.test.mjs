import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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

test("the agent of one system carries nothing of the other", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-bundle-"));
  try {
    const [linux, windows] = ["linux", "win32"].map((name) => path.join(folder, `${name}.cjs`));
    await bundleAgent("agent/main.ts", linux, "cjs", "linux");
    expect(await bundleAgent("agent/main.ts", windows, "cjs", "win32")).toBeLessThan(300_000);
    const holds = (file, words) => readFileSync(file, "utf8").includes(words);
    const own = [
      ["wtsapi32.dll", windows, linux],
      ["org.freedesktop.login1", linux, windows],
    ];
    for (const [words, its, other] of own) {
      expect(holds(its, words), words).toBe(true);
      expect(holds(other, words), words).toBe(false);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
