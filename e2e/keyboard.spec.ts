import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

/** Every step here is a key: the mouse is never touched. */

const focused = (page: Page) => page.locator(":focus");
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test("from the list of sessions to the proof, by keyboard alone", async ({ openAs, startHost }) => {
  const host = await startHost("TS-KEYS");
  for (const name of ["p.one", "p.two", "p.three"]) await host.logOn({ name, displayName: name });
  await host.listed();
  const page = await openAs("operator");
  await page.goto("/sessions");
  await expect(page.getByRole("row").filter({ hasText: "TS-KEYS" })).toHaveCount(3);

  await press(page, "/");
  await expect(page.getByRole("combobox", { name: "Filter" })).toBeFocused();
  await page.keyboard.type("host:TS-KEYS");
  await press(page, "Enter");
  await page.waitForURL(/q=host/);
  const rows = page.getByRole("grid", { name: "Live sessions" }).locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(3);
  await press(page, "Escape");

  // j and k move, x selects, Shift+X takes what lies between.
  await press(page, "j");
  await expect(rows.nth(0)).toBeFocused();
  await press(page, "j", "j", "k");
  await expect(rows.nth(1)).toBeFocused();
  await press(page, "x");
  await expect(rows.nth(1)).toHaveAttribute("aria-selected", "true");
  await press(page, "j", "Shift+X");
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("2 selected");

  // Enter opens the drawer, Esc closes it, and the focus is where it was.
  await press(page, "Enter");
  await page.waitForURL(/[?&]s=\d+/);
  await press(page, "Escape");
  await expect(page).not.toHaveURL(/[?&]s=/);
  await expect(rows.nth(2)).toBeFocused();
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("2 selected");

  // Esc leaves the dialog without a word sent, and comes back to the row.
  await press(page, "Shift+L");
  const dialog = page.getByRole("dialog", { name: "Log off 2 sessions of 2 people on 1 host." });
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toBeFocused();
  await press(page, "Escape");
  await expect(dialog).toHaveCount(0);
  await expect(rows.nth(2)).toBeFocused();

  await press(page, "l");
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toBeFocused();
  await press(page, "Control+Enter");
  await expect(dialog).toContainText("Say why.");
  await page.keyboard.type("j k x l ? by keyboard");
  await press(page, "Control+Enter");
  await page.waitForURL(/\/orders\/\d+$/);
  const targets = page.getByRole("table", { name: "Targets" });
  await expect(targets.locator("tbody").getByText("Proved")).toHaveCount(2);
  await expect(page.getByText("j k x l ? by keyboard")).toBeVisible();

  await press(page, "g", "s");
  await page.waitForURL(/\/sessions$/);
  await expect(page.getByRole("row").filter({ hasText: "TS-KEYS" })).toHaveCount(1);
});

test("an associate's history by keyboard: arrows, Enter, Esc, T", async ({ openAs, startHost }) => {
  const host = await startHost("TS-LANES");
  const person = { name: "q.lanes", displayName: "Quinn Lanes" };
  for (let i = 0; i < 2; i++) await host.logOff(await host.logOn(person));
  await host.logOn(person);
  await host.listed();
  const page = await openAs("auditor");
  await page.goto("/associates?q=q.lanes");
  // Exact: until the host has told of the person, a link that clears the filter has the name in it.
  await page.getByRole("link", { name: "q.lanes", exact: true }).focus();
  await press(page, "Enter");
  await page.waitForURL(/\/associates\/\d+$/);
  const pieces = page.getByRole("button", { name: /^Session on TS-LANES/ });
  await expect(pieces).toHaveCount(3);

  // The drawing is one stop for Tab; the arrows go on from there.
  await expect(page.locator(".tl-seg[tabindex='0']")).toHaveCount(1);
  await page.locator(".tl-seg[tabindex='0']").focus();
  await press(page, "End");
  const last = await focused(page).getAttribute("aria-label");
  await press(page, "ArrowLeft");
  await expect(focused(page)).not.toHaveAttribute("aria-label", last ?? "");
  await press(page, "ArrowRight");
  await expect(focused(page)).toHaveAttribute("aria-label", last ?? "");
  await press(page, "+", "+", "0");
  await expect(focused(page)).toHaveAttribute("aria-label", last ?? "");

  await press(page, "Enter");
  await page.waitForURL(/[?&]session=\d+/);
  const details = page.getByRole("complementary", { name: /^Details: .*TS-LANES/ });
  await expect(details.getByRole("button", { name: "Close the details" })).toBeFocused();
  await press(page, "Escape");
  await expect(details).toHaveCount(0);
  await expect(focused(page)).toHaveAttribute("aria-label", last ?? "");

  await press(page, "t");
  await page.waitForURL(/view=table/);
  await expect(page.getByRole("row").filter({ hasText: "TS-LANES" })).toHaveCount(3);
  await press(page, "T");
  await expect(page).not.toHaveURL(/view=table/);
  await expect(pieces).toHaveCount(3);
});

test("single keys can be switched off, and stay off", async ({ openAs, startHost }) => {
  const host = await startHost("TS-OFF");
  await host.logOn({ name: "r.off", displayName: "Rae Off" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-OFF");
  const row = page.getByRole("grid", { name: "Live sessions" }).locator("tbody").getByRole("row");
  await expect(row).toHaveCount(1);
  await press(page, "?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  const listed = sheet.getByText("Log off", { exact: true });
  await expect(listed).toBeVisible();
  await sheet.getByRole("switch", { name: /Keys without Ctrl/ }).focus();
  await press(page, " ", "Escape");
  await expect(sheet).toHaveCount(0);

  await press(page, "j", "l", "?", "g", "o");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row).not.toBeFocused();
  await page.reload();
  await expect(row).toHaveCount(1);
  await row.focus();
  await press(page, "x", "?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row).toHaveAttribute("aria-selected", "false");
  // What has Ctrl, and what belongs to the focus, goes on working.
  await press(page, "Enter");
  await page.waitForURL(/[?&]s=\d+/);
  await press(page, "Escape");
  await expect(page).not.toHaveURL(/[?&]s=/);
  await press(page, "Control+k");
  await expect(page.getByRole("dialog", { name: "Search and jump" })).toBeVisible();
  await press(page, "Escape");
  await page.getByRole("button", { name: "Keys" }).focus();
  await press(page, "Enter");
  await sheet.getByRole("switch", { name: /Keys without Ctrl/ }).focus();
  await press(page, " ", "Escape");
  await press(page, "?");
  await expect(sheet).toBeVisible();
});
