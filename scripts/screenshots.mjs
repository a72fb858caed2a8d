// node scripts/screenshots.mjs [NAME…]: draws docs/screenshots anew, from a fresh product with the demo fleet.
import "./node-version.mjs";
import fs from "node:fs";
import { ensureInstalled } from "./ensure-installed.mjs";

ensureInstalled({ dev: true });
const { chromium } = await import("@playwright/test");
const { CHROMIUM_ARGS, findChromium } = await import("./find-chromium.mjs");
const { finishSetUp, SCENES, setUp } = await import("./screenshots/scenes.mjs");
const { untilMonthIsTold } = await import("./screenshots/until-told.mjs");
const { writeSampleLogs } = await import("./screenshots/write-sample-logs.mjs");
const { startScratchProduct } = await import("./start-scratch-product.mjs");

const FOLDER = "docs/screenshots";
const THEMES = ["light", "dark"];
const wanted = process.argv.slice(2);

// The same clock on whatever machine draws them.
process.env.CURFEW_SITE_ZONE = "Europe/Oslo";
const product = await startScratchProduct({ port: 3240, name: "screenshots", demo: true });
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: CHROMIUM_ARGS,
  chromiumSandbox: process.getuid?.() !== 0,
});
let failed = 0;
try {
  fs.mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext({
    baseURL: product.webUrl,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Oslo",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await setUp(page, product.setUpUrl);
  await shoot(page, "set-up");
  await finishSetUp(page);
  console.log("waiting for the month of history");
  await untilMonthIsTold(product.databaseUrl);
  const logs = await writeSampleLogs(product.folder);
  for (const [name, go] of SCENES) {
    try {
      await go(page, { logs });
      await page.getByText(/^Live · /).waitFor();
      await shoot(page, name);
    } catch (error) {
      failed += 1;
      console.error(`${name}: ${error.message}`);
    }
  }
} finally {
  await browser.close();
  await product.stop();
}
process.exit(failed === 0 ? 0 : 1);

async function shoot(page, name) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  await page.evaluate(() => document.fonts.ready);
  // No toast lies over it, and nothing is pointed at.
  for (const close of await page.locator(".toast").getByRole("button").all())
    await close.click().catch(() => {});
  await page.mouse.move(720, 2);
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, animations: "disabled", caret: "hide" });
  }
  console.log(name);
}
