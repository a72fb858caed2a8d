// npm run e2e [-- playwright arguments]: the browser tests against the production build, started as a newcomer would.
import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import { ensureInstalled } from "./ensure-installed.mjs";

ensureInstalled({ dev: true });

const { buildStale } = await import("./build.mjs");
const { checkRegistry } = await import("./check-registry.mjs");
const { chromiumVersion, findChromium } = await import("./find-chromium.mjs");

await buildStale();
const unregistered = await checkRegistry();
if (unregistered.length > 0) {
  console.error(unregistered.join("\n"));
  process.exit(1);
}
const chromium = await findChromium();
console.log(`${chromiumVersion(chromium)}`);
const run = spawnSync(
  process.execPath,
  ["node_modules/@playwright/test/cli.js", "test", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: { ...process.env, CHROMIUM_PATH: chromium, TZ: "Asia/Kathmandu" },
  },
);
process.exit(run.status ?? 1);
