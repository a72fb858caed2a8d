// npm test: checks, unit and integration tests, then the browser tests against the production build.
import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureInstalled } from "./ensure-installed.mjs";
import { failedInPlaywright, failedInVitest } from "./failed-tests.mjs";

ensureInstalled({ dev: true });

const reports = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-reports-"));
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const read = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null);

function step(title, args, env = {}) {
  console.log(`\n── ${title}`);
  const run = spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return run.status === 0;
}

/** A step without tests of its own counts as one. */
function count(title, ok) {
  totals[ok ? "passed" : "failed"] += 1;
  if (!ok) failures.push(title);
}

function countVitest(file, ok) {
  const report = read(file);
  failures.push(...failedInVitest(report));
  totals.passed += report?.numPassedTests ?? 0;
  totals.failed += report?.numFailedTests ?? 0;
  totals.skipped += report?.numPendingTests ?? 0;
  // A file that does not load, or an unhandled rejection, fails the run without failing a test.
  if (!ok && !report?.numFailedTests) {
    totals.failed += 1;
    failures.push("Unit tests: the run failed outside its tests; its output above says how");
  }
}

function countPlaywright(file, ok) {
  const report = read(file);
  const stats = report?.stats;
  failures.push(...failedInPlaywright(report));
  totals.passed += stats?.expected ?? 0;
  // A test that passes only on a second try is a bug, and counts as one.
  totals.failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  totals.skipped += stats?.skipped ?? 0;
  if (!ok && !stats?.unexpected && !stats?.flaky) {
    totals.failed += 1;
    failures.push("Browser tests: the run failed outside its tests; its output above says how");
  }
}

count("Checks", step("Checks", ["scripts/check.mjs"]));

const vitest = path.join(reports, "vitest.json");
const vitestArgs = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json"];
countVitest(vitest, step("Unit and integration tests", [...vitestArgs, `--outputFile.json=${vitest}`]));

const playwright = path.join(reports, "playwright.json");
countPlaywright(playwright, step("Browser tests", ["scripts/e2e.mjs"], { CURFEW_E2E_REPORT: playwright }));

const unguarded = path.join(reports, "without-proxy.json");
countPlaywright(
  unguarded,
  step("Security tests without proxy.ts", ["scripts/e2e-without-proxy.mjs"], {
    CURFEW_E2E_REPORT: unguarded,
  }),
);

fs.rmSync(reports, { recursive: true, force: true });
for (const failure of failures) console.log(`\n✗ ${failure}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
