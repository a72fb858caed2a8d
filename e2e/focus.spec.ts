import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

/** Wherever the focus is, and whatever goes away under it, it is somewhere that a key can go on from. */

/** What has the focus; empty where nothing has. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return "";
    return at.getAttribute("aria-label") || at.textContent?.trim().slice(0, 60) || at.localName;
  });

async function openByKey(page: Page, button: Locator, shown: Locator): Promise<void> {
  await expect(async () => {
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(shown).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test("what opens gives the focus back when it closes, on every page", async ({ openAs, startHost, db }) => {
  test.setTimeout(120_000);
  const host = await startHost("TS-FOCUS");
  await host.logOn({ name: "f.focus", displayName: "Fay Focus" });
  await host.listed();
  const { id } = await db.prisma.host.findFirstOrThrow({ where: { name: host.name } });
  const person = await db.prisma.associate.findFirstOrThrow({ where: { name: "f.focus" } });
  const page = await openAs("administrator", "e2e.focus");
  const dialog = page.getByRole("dialog");
  const menu = page.getByRole("menu");
  for (const [path, name, shown] of [
    [`/sessions?q=host:${host.name}`, "Columns", page.getByRole("dialog", { name: "Columns and density" })],
    [`/sessions?q=host:${host.name}`, "Save view…", dialog],
    [`/sessions?q=host:${host.name}`, /^Times in /, menu],
    ["/hosts", /signed in$/, menu],
    [`/hosts/${id}`, "Log everybody off…", dialog],
    [`/associates/${person.id}`, "Month", menu],
    [`/associates/${person.id}`, /^Export /, menu],
    ["/trail", /^Export /, menu],
    ["/enrolment", `What to do with the agent on ${host.name}`, menu],
    ["/policies", "New policy…", dialog],
    ["/alerts", "New channel…", dialog],
    ["/settings/operators", /^Add an operator/, dialog],
  ] as const) {
    await page.goto(path);
    const button = page.getByRole("button", { name }).first();
    await openByKey(page, button, shown);
    await expect.poll(() => focus(page), { message: `${path} ${name}: opened` }).not.toBe("");
    await page.keyboard.press("Escape");
    await expect(shown).toBeHidden();
    await expect(button, `${path} ${name}: closed`).toBeFocused();
  }
});

test("keys that open the palette and the sheet come back to where one was", async ({ openAs }) => {
  const page = await openAs("operator", "e2e.focus-keys");
  await page.goto("/orders");
  const link = page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: "Hosts" });
  for (const keys of ["Control+k", "?"]) {
    await expect(async () => {
      await link.focus();
      await page.keyboard.press(keys);
      await expect(page.getByRole("dialog")).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(link).toBeFocused();
  }
});

test("a session that ends under the focus leaves it on a row that is there", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-ENDS");
  const ids = [];
  for (const name of ["e.one", "e.two", "e.three"]) ids.push(await host.logOn({ name, displayName: name }));
  await host.listed();
  const page = await openAs("operator", "e2e.focus-row");
  await page.goto(`/sessions?q=host:${host.name}`);
  const rows = page.getByRole("grid", { name: "Live sessions" }).locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  const row = rows.filter({ hasText: "e.two" });
  await row.focus();
  await host.logOff(ids[1] ?? "");
  // It stays while the focus is on it, and says that it has ended.
  await expect(row).toContainText(/ended/i);
  await expect(row).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.locator("tr[data-row]:focus")).not.toContainText("e.two");
  await page.keyboard.press("k");
  await expect(page.locator("tr[data-row]:focus")).toHaveCount(1);
});

test("what is done away with leaves the focus in its place, not nowhere", async ({ openAs, db }) => {
  const made = { createdBy: { kind: "system", name: "cli" }, createdAt: new Date() };
  const expiresAt = new Date(Date.now() + 3_600_000);
  await db.prisma.enrolmentToken.create({
    data: { hash: "focus-token", label: "Focus token", usesLeft: 1, expiresAt, ...made },
  });
  await db.prisma.messageTemplate.create({
    data: { name: "Focus words", text: "Away", createdAt: new Date() },
  });
  await db.prisma.alertChannel.create({
    data: { name: "Focus room", kind: "mail", address: "a@example.org", events: ["host.silent"], ...made },
  });
  const page = await openAs("administrator", "e2e.focus-gone");
  for (const [path, first, second] of [
    ["/enrolment", "Revoke Focus token", "Really revoke Focus token"],
    ["/alerts", "Remove Focus room", "Really remove Focus room"],
  ] as const) {
    await page.goto(path);
    const sure = page.getByRole("button", { name: second });
    await openByKey(page, page.getByRole("button", { name: first, exact: true }), sure);
    await page.keyboard.press("Enter");
    await expect(sure).toHaveCount(0);
    await expect(page.getByRole("button", { name: first, exact: true })).toHaveCount(0);
    await expect.poll(() => focus(page), { message: path }).not.toBe("");
  }
  await page.goto("/hosts?q=nothing-is-called-so");
  await openByKey(
    page,
    page.getByRole("link", { name: /clear/i }).first(),
    page.getByRole("heading", { name: "Hosts", level: 1 }),
  );
  await expect(page).toHaveURL(/\/hosts$/);
  await expect.poll(() => focus(page), { message: "a filter that is taken away" }).not.toBe("");
});
