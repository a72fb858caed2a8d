import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

/** More sessions than a screen holds: one list, one scroll, one selection. */

const PEOPLE = 140;

test("a long list is one scroll: keys, selection, address, reload and the way back keep the place", async ({
  openAs,
  startHost,
}) => {
  test.slow();
  const host = await startHost("TS-LONG");
  for (let i = 0; i < PEOPLE; i++) {
    await host.logOn({ name: `l.${i}`, displayName: `Lou ${i}`, rid: 7_000 + i });
  }
  await host.listed();
  const page = await openAs("operator", "e2e.long");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto("/sessions?q=host:TS-LONG");
  const grid = page.getByRole("grid", { name: "Live sessions" });
  await expect(grid).toHaveAttribute("aria-rowcount", String(PEOPLE + 1));
  await expect(page.locator("tr.gap")).toHaveCount(1);
  const first = page.locator("tr[data-row]").first();
  await expect(first).toHaveAttribute("aria-rowindex", "2");
  const box = page.getByRole("checkbox", { name: `Select all ${PEOPLE} matching` });
  await expect(box).toBeVisible();

  // The last row is there at once, and has the focus.
  const last = page.locator(`tr[aria-rowindex="${PEOPLE + 1}"]`);
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  await first.focus();
  await page.keyboard.press("x");
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(last).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await expect(last).toContainText("TS-LONG");
  expect(await page.locator("tr[data-row]").count()).toBeLessThan(80);
  await page.keyboard.press("Shift+X");
  const bulk = page.getByRole("toolbar", { name: "Selection" });
  await expect(bulk).toContainText(`All ${PEOPLE} matching selected`);
  await page.keyboard.press("x");
  await expect(bulk).toContainText(`${PEOPLE - 1} selected`);
  await bulk.getByRole("button", { name: `Select all ${PEOPLE} matching` }).click();
  await expect(box).toBeChecked();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(bulk).toHaveCount(0);

  // The address names the place; a reload and the way back come to it.
  await expect(page).toHaveURL(/[?&]after=/);
  await expect(last).toBeInViewport();
  await page.reload();
  await expect(last).toBeInViewport();
  await page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: "Hosts" }).click();
  await expect(page.getByRole("heading", { name: "Hosts", level: 1 })).toBeVisible();
  await page.goBack();
  await expect(last).toBeInViewport();
  await last.focus();
  await page.keyboard.press("Home");
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeFocused();
  await expect(page).not.toHaveURL(/[?&]after=/);
});

test("without scripts the first rows stand there, and links lead on", async ({
  browser,
  openAs,
  startHost,
}) => {
  test.slow();
  const host = await startHost("TS-PLAIN");
  for (let i = 0; i < 104; i++) {
    await host.logOn({ name: `s.${i}`, displayName: `Sam ${i}`, rid: 8_000 + i });
  }
  await host.listed();
  const signedIn = await openAs("auditor", "e2e.plain");
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await signedIn.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto("/sessions?q=host:TS-PLAIN");
  await expect(page.locator("tr[data-row]")).toHaveCount(100);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page.locator("tr[data-row]")).toHaveCount(4);
  await expect(page.locator("tr[data-row]").first()).toHaveAttribute("aria-rowindex", "102");
  await page.getByRole("link", { name: "First page" }).click();
  await expect(page.locator("tr[data-row]")).toHaveCount(100);
  await context.close();
});
