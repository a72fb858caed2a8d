import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

test("a query is kept as a tab, by keyboard alone, shared, and deleted again", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-VIEW");
  await host.logOn({ name: "v.viewed", displayName: "Vera Viewed" });
  const page = await openAs("operator", "e2e.viewer");
  await page.goto("/sessions");
  await expect(page.getByRole("button", { name: "Save view…" })).toHaveCount(0);
  await page.goto("/sessions?q=host:TS-VIEW");
  const save = page.getByRole("button", { name: "Save view…" });
  await expect(save).toBeVisible();
  await expect(async () => {
    await save.press("Enter");
    await expect(page.getByRole("dialog", { name: "Save view" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/Give it a name/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  await page.keyboard.type("View <b>host</b>");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  const tab = page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "View <b>host</b>" });
  await expect(tab).toHaveAttribute("aria-current", "page");

  const other = await openAs("operator", "e2e.onlooker");
  await other.goto("/sessions");
  await other.getByRole("link", { name: "View <b>host</b>" }).click();
  await expect(other).toHaveURL(/\/sessions\?q=host:TS-VIEW$/);
  await expect(other.getByRole("row").filter({ hasText: "TS-VIEW" })).toBeVisible();
  await other.getByRole("button", { name: "The view View <b>host</b>" }).click();
  await expect(other.getByRole("menuitem", { name: "Delete for everybody" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  await page.getByRole("button", { name: "The view View <b>host</b>" }).click();
  await page.getByRole("menuitem", { name: "Delete for everybody" }).click();
  await expect(tab).toHaveCount(0);
  await expect(page).toHaveURL(/q=host:TS-VIEW/);
  await expect(save).toBeVisible();
});
