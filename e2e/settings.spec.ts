import { randomBytes } from "node:crypto";
import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

/** What administrators set for everybody: messages, the limit for approval, the site's zone. */

const fresh = (name: string) => `${name}.${randomBytes(3).toString("hex")}`;

test("a message is saved in Settings and chosen in the Log off dialog", async ({ openAs, startHost }) => {
  test.slow();
  const host = await startHost("TS-TEMPLATE");
  await host.logOn({ name: "t.reads", displayName: "Tove Reads" });
  await host.listed();
  const admin = await openAs("administrator", fresh("adm-templates"));
  await admin.goto("/settings/orders");
  const name = `Patch night ${randomBytes(3).toString("hex")}`;
  const dialog = admin.getByRole("dialog", { name: "Add a message" });
  await expect(async () => {
    await admin.getByRole("button", { name: "Add a message" }).click();
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Message" }).fill("Updates begin {when}. <i>Save</i> now.");
  await expect(dialog.getByText("Updates begin in 5 minutes. <i>Save</i> now.")).toBeVisible();
  expect(await findBarriers(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  const saved = admin
    .getByRole("list", { name: "Saved messages" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(saved).toContainText("Updates begin {when}.");
  for (const colorScheme of ["light", "dark"] as const) {
    await admin.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(admin)).toEqual([]);
  }

  const page = await openAs("operator", fresh("op-templates"));
  await page.goto("/sessions?q=host:TS-TEMPLATE");
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const order = page.getByRole("dialog");
  await order.getByRole("radio", { name: "15 min", exact: true }).first().click();
  await order.getByRole("combobox", { name: "Saved message" }).selectOption({ label: name });
  await expect(order.getByText("Updates begin in 15 minutes. <i>Save</i> now.")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await order.getByRole("textbox", { name: "Reason" }).fill("Patches");
  await pressLogOff(order);
  await page.waitForURL(/\/orders\/\d+$/);
  await expect
    .poll(async () => (await host.shown()).map(({ text }) => text), { timeout: 30_000 })
    .toEqual(["Updates begin in 15 minutes. <i>Save</i> now."]);

  await saved.getByRole("button", { name: `Delete ${name}` }).click();
  await saved.getByRole("button", { name: `Really delete ${name}` }).click();
  await expect(saved).toHaveCount(0);
});

test("an administrator changes the limit for approval; nonsense is refused, others may not", async ({
  openAs,
  db,
}) => {
  const admin = await openAs("administrator", "adm-limit");
  const above = async () => {
    await admin.goto("/orders");
    return admin
      .getByText(/approves above/)
      .locator("b")
      .textContent();
  };
  await above();
  await admin.getByRole("link", { name: "Change the limit" }).click();
  const limit = admin.getByRole("textbox", { name: "Above this many targets" });
  const save = admin.getByRole("region", { name: "A second operator" }).getByRole("button", { name: "Save" });
  await expect(async () => {
    await limit.fill("many");
    await save.click();
    await expect(limit).toHaveAttribute("aria-invalid", "true", { timeout: 2_000 });
  }).toPass();
  try {
    await limit.fill("9000");
    await save.click();
    await expect(admin.getByText("Changed the limit")).toBeVisible();
    expect(await findBarriers(admin)).toEqual([]);
    expect(await above()).toBe("9,000");
  } finally {
    // Whatever became of this test: the limit is every other test's too.
    await db.prisma.setting.deleteMany({ where: { key: "orders.approvalAbove" } });
  }

  const other = await openAs("operator", "op-limit");
  await other.goto("/orders");
  await expect(other.getByText(/approves above/)).toBeVisible();
  await expect(other.getByRole("link", { name: "Change the limit" })).toHaveCount(0);
});

test("the site's time zone is everybody's who has chosen no other", async ({ openAs, db }) => {
  const admin = await openAs("administrator", fresh("adm-zone"));
  const other = await openAs("auditor", fresh("aud-zone"));
  try {
    await admin.goto("/settings/display");
    const zone = admin.getByRole("combobox", { name: "The site's time zone" });
    const save = admin.getByRole("button", { name: "Save" });
    await expect(async () => {
      await zone.selectOption("Asia/Tokyo");
      await save.click();
      await expect(admin.getByText("The site is in Asia/Tokyo now")).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await other.goto("/trail");
    await expect(other.getByRole("button", { name: "Times in Site UTC+09:00 (Asia/Tokyo)" })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await admin.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await findBarriers(admin)).toEqual([]);
    }
  } finally {
    // Every other test reads times in the zone that the product was started with.
    await db.prisma.setting.deleteMany({ where: { key: "display.siteZone" } });
  }
});
