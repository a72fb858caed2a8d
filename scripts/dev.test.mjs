import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "curfew-dev-test-"));
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("npm run dev draws a page, and Ctrl+C ends it in order", { timeout: 300_000 }, async () => {
  const { DATABASE_URL: _, ...clean } = process.env;
  const env = {
    ...clean,
    NODE_ENV: "development",
    PORT: "3292",
    GATEWAY_PORT: "3293",
    CURFEW_NO_LOCAL_AGENT: "1",
    CURFEW_DATA: path.join(folder, "data"),
  };
  const dev = spawn(process.execPath, ["scripts/start.mjs", "--dev"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => dev.once("exit", resolve));
  let said = "";
  const isUp = new Promise((resolve, reject) => {
    for (const stream of [dev.stdout, dev.stderr]) {
      stream.on("data", (text) => {
        said += text;
        if (said.includes("Ctrl+C stops everything")) resolve();
      });
    }
    ended.then(() => reject(new Error(said)));
  });
  try {
    await isUp;
    const page = await fetch("http://localhost:3292/sign-in");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Sign in");
  } finally {
    dev.kill("SIGINT");
    expect(await ended).toBe(0);
  }
});
