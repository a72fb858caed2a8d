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

test("columns are hidden, moved and widened, rows stand further apart, and a reload keeps all of it", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-COLS");
  await host.logOn({ name: "c.cols", displayName: "Cleo Cols" });
  await host.listed();
  const page = await openAs("auditor", "e2e.columns");
  await page.goto("/sessions?q=host:TS-COLS");
  const heads = () => page.getByRole("columnheader").allInnerTexts();
  const row = page.locator("tr[data-row]");
  await expect(row).toHaveCount(1);
  const panel = page.getByRole("dialog", { name: "Columns and density" });
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  await page.getByRole("button", { name: "Columns", exact: true }).press("Enter");
  await expect(panel).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  await expect(panel.getByRole("checkbox", { name: "Associate" })).toBeDisabled();
  await panel.getByRole("checkbox", { name: "Kind" }).uncheck();
  await panel.getByRole("button", { name: "Move Host left" }).press("Enter");
  await panel.getByRole("spinbutton", { name: "Width of Host in pixels" }).fill("240");
  await panel.getByRole("radio", { name: "Comfortable" }).check();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  const seen = async () => {
    const names = (await heads()).map((name) => name.trim()).filter(Boolean);
    expect(names.slice(0, 3)).toEqual(["State", "Host", "Associate"]);
    expect(names).not.toContain("Kind");
    const hostHead = page.getByRole("columnheader", { name: "Host" });
    expect(Math.round((await hostHead.boundingBox())?.width ?? 0)).toBeGreaterThanOrEqual(240);
    expect(Math.round((await row.boundingBox())?.height ?? 0)).toBe(40);
  };
  await expect(seen).toPass();
  await page.reload();
  await expect(seen).toPass();
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  await page.getByRole("button", { name: "Columns", exact: true }).press("Enter");
  await expect(panel).toBeVisible();
  await panel.getByRole("button", { name: "Reset" }).click();
  await expect.poll(async () => (await heads()).some((name) => name.trim() === "Kind")).toBe(true);
});

test("the edge of a column moves by the arrows, says how wide it is, and goes back to the automatic width", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-EDGE");
  await host.logOn({ name: "c.edge", displayName: "Cara Edge" });
  await host.listed();
  const page = await openAs("auditor", "e2e.edges");
  await page.goto("/sessions?q=host:TS-EDGE");
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  const edge = page.getByRole("separator", { name: "Width of Host" });
  const head = page.getByRole("columnheader", { name: "Host", exact: true });
  const widthNow = async () => Math.round((await head.boundingBox())?.width ?? 0);
  await expect(edge).toHaveAttribute("aria-valuetext", /^automatic, \d+ pixels$/);
  const before = await widthNow();
  // The link that sorts by the column comes first, its edge next.
  await head.getByRole("link", { name: "Host" }).focus();
  await page.keyboard.press("Tab");
  await expect(edge).toBeFocused();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 32));
  await expect.poll(widthNow).toBe(before + 32);
  await expect(edge).toHaveAttribute("aria-valuetext", `${before + 32} pixels`);
  await expect(edge).toBeFocused();
  await page.keyboard.press("Home");
  await expect(edge).toHaveAttribute("aria-valuenow", "56");
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(edge).toHaveAttribute("aria-valuetext", /^automatic/);
  await expect.poll(widthNow).toBe(before);
});

test("the filter says what can come next and what is wrong, by keyboard alone", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-CHIPS");
  await host.logOn({ name: "k.chips", displayName: "Kit Chips" });
  await host.listed();
  const page = await openAs("operator", "e2e.chips");
  await page.goto("/sessions");
  const filter = page.getByRole("combobox", { name: "Filter" });
  const list = page.getByRole("listbox", { name: "What may come next" });
  await expect(async () => {
    await filter.fill("");
    await filter.pressSequentially("hos");
    await expect(list.getByRole("option")).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(filter).toHaveValue("host:");
  await page.keyboard.type("ts-chi");
  await expect(list.getByRole("option", { name: /^host:TS-CHIPS/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(filter).toHaveAttribute("aria-activedescendant", /-0$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=host:TS-CHIPS$/);
  await expect(page.locator("tr[data-row]")).toHaveCount(1);

  await filter.pressSequentially("state:hidden");
  await expect(filter).toHaveAccessibleDescription(/“hidden” is not one of active/);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(filter).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("“hidden” is not one of active", { exact: false })).toBeVisible();
  await page.keyboard.press("Backspace");
  await expect(page).toHaveURL(/q=host:TS-CHIPS$/);
});
