import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

/** A menu that is open stays as it is, and where the hand is in it, while what stands under it changes. */

const focused = (page: Page) => page.locator(":focus");

/** By keyboard: opens it, and goes one further. Answers what has the focus then. */
async function openAndMove(page: Page, button: Locator): Promise<string> {
  await expect(async () => {
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAttribute("aria-expanded", "true", { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("ArrowDown");
  await expect(focused(page)).toHaveAttribute("role", /^menuitem/);
  return (await focused(page).textContent()) ?? "";
}

test("on the list of sessions: the row changes, the menu and its focus stay", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-MENU");
  const sessionId = await host.logOn({ name: "m.menu", displayName: "Mo Menu" });
  await host.listed();
  const page = await openAs("operator", "e2e.menus");
  await page.goto(`/sessions?q=host:${host.name}`);
  const row = page.getByRole("row").filter({ hasText: host.name });
  await expect(row).toContainText("Active");
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  const button = page.getByRole("button", { name: /^Times in / });
  const at = await openAndMove(page, button);
  await host.lock(sessionId);
  await expect(row).toContainText("Locked");
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await expect(focused(page)).toHaveText(at);
  await page.keyboard.press("Escape");
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(button).toBeFocused();
});

test("on a page that is drawn again: the menu of its months stays open, and is chosen from", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-MONTHS");
  const sessionId = await host.logOn({ name: "m.months", displayName: "Max Months" });
  await host.listed();
  const { id } = await db.prisma.associate.findFirstOrThrow({ where: { name: "m.months" } });
  const page = await openAs("operator", "e2e.menus-drawn");
  await page.goto(`/associates/${id}`);
  const now = page.getByRole("region", { name: "Sessions now", exact: true });
  await expect(now).toContainText("Active");
  const button = page.getByRole("button", { name: /^Export / });
  const at = await openAndMove(page, button);
  await host.lock(sessionId);
  await expect(now).toContainText("Locked");
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await expect(focused(page)).toHaveText(at);
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
});

test("what is being typed stays, and so does the cursor, while others change the page", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-TYPED");
  const sessionId = await host.logOn({ name: "t.typed", displayName: "Tea Typed" });
  await host.listed();
  const { id } = await db.prisma.host.findFirstOrThrow({ where: { name: host.name } });
  const page = await openAs("operator", "e2e.typed");
  await page.goto("/hosts?q=TS-TYPED");
  const row = page.getByRole("row").filter({ hasText: host.name });
  const field = page.getByRole("textbox", { name: "Filter hosts" });
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  await field.focus();
  await field.fill("half a wor");
  await page.keyboard.press("ArrowLeft");
  const other = await openAs("auditor", "e2e.typed-too");
  await other.goto(`/hosts/${id}`);
  await host.logOff(sessionId);
  await expect(other.getByRole("region", { name: "Sessions now", exact: true })).toContainText(
    "Nobody is on",
  );
  await expect(row.getByRole("cell").last()).toHaveText("0");
  await expect(field).toBeFocused();
  await page.keyboard.type("m");
  await expect(field).toHaveValue("half a womr");
});
