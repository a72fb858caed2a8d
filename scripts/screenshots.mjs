// node scripts/screenshots.mjs: draws docs/screenshots anew, from a fresh product with the demo fleet.
import "./node-version.mjs";
import fs from "node:fs";
import { ensureInstalled } from "./ensure-installed.mjs";

ensureInstalled({ dev: true });
const { chromium } = await import("@playwright/test");
const { CHROMIUM_ARGS, findChromium } = await import("./find-chromium.mjs");
const { startScratchProduct } = await import("./start-scratch-product.mjs");

const FOLDER = "docs/screenshots";
const QUIET_MS = 20_000;

const product = await startScratchProduct({ port: 3240, name: "screenshots", demo: true });
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: CHROMIUM_ARGS,
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  fs.mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext({
    baseURL: product.webUrl,
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const shoot = async (name) => {
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${FOLDER}/${name}-${theme}.png` });
    }
  };
  await page.goto(product.setUpUrl);
  await shoot("set-up");
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("a.lund");
  await page.getByRole("textbox", { name: "Shown as" }).fill("Astrid Lund");
  await page.getByLabel("Password").fill("a long sentence works");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.waitForURL(/\/set-up\/next/);

  console.log("waiting for the month of history");
  await untilQuiet(page);
  await page.goto("/sessions");
  await page.locator("tbody tr").nth(6).click();
  await page.locator(".drawer-foot").waitFor();
  await shoot("sessions");

  await page.goto("/sessions?q=host:TS-02");
  await page.locator("thead input[type=checkbox]").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("Firmware of the terminal servers");
  await page.getByRole("textbox", { name: "Ticket" }).fill("CHG-7802");
  await shoot("log-off");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Log off \d+ session/ })
    .click();
  await page.waitForURL(/\/orders\/\d+/);
  await page.getByText("Settled").waitFor({ timeout: 90_000 });
  await shoot("order");

  await page.goto("/associates?q=m.okafor");
  await page.locator('main a[href^="/associates/"]').first().click();
  await page.waitForURL(/\/associates\/\d+/);
  await page.locator("canvas").first().waitFor();
  await shoot("associate");

  await page.goto("/hosts?q=TS-05");
  await page.locator('main a[href^="/hosts/"]').first().click();
  await page.waitForURL(/\/hosts\/\d+/);
  await page.locator("canvas").first().waitFor();
  await shoot("host");
  await page.goto("/hosts");
  await shoot("hosts");
} finally {
  await browser.close();
  await product.stop();
}
process.exit(0);

/** The history is in when the number of known sessions no longer grows. */
async function untilQuiet(page) {
  const end = Date.now() + 180_000;
  let last = "";
  let since = Date.now();
  while (Date.now() - since < QUIET_MS && Date.now() < end) {
    await page.goto("/associates");
    const now = await page.locator("main").textContent();
    const rows = now.replace(/\d+ (s|min) ago|just now/g, "");
    if (rows !== last) since = Date.now();
    last = rows;
    await page.waitForTimeout(2_000);
  }
}
