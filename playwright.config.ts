import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGS } from "./scripts/find-chromium.mjs";

const report = process.env.CURFEW_E2E_REPORT;
const chromium = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  // One product with one database is under test; files that need another state start their own.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  globalSetup: "./e2e/fixtures/start-product.ts",
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  use: {
    baseURL: "http://localhost:3210",
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: CHROMIUM_ARGS,
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
});
