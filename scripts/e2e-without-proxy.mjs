// What the product refuses must not rest on proxy.ts: builds a copy without it, and runs the security tests against that.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const COPY = path.join(".cache", "without-proxy");
const LEFT_OUT = new Set(["node_modules", "dist", "proxy.ts", "test-results", "playwright-report"]);

fs.rmSync(COPY, { recursive: true, force: true });
fs.mkdirSync(COPY, { recursive: true });
for (const name of fs.readdirSync(".")) {
  if (name.startsWith(".") || LEFT_OUT.has(name)) continue;
  fs.cpSync(name, path.join(COPY, name), { recursive: true });
}
fs.symlinkSync(path.resolve("node_modules"), path.join(COPY, "node_modules"), "junction");

// What is marked so tests what proxy.ts itself does.
const args = ["scripts/e2e.mjs", "security", "--grep-invert", "@proxy", ...process.argv.slice(2)];
const run = spawnSync(process.execPath, args, {
  cwd: COPY,
  stdio: "inherit",
  env: { ...process.env, CURFEW_E2E_WITHOUT_PROXY: "1" },
});
fs.rmSync(COPY, { recursive: true, force: true });
process.exit(run.status ?? 1);
