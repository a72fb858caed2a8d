import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

/** Without the line a page stays, says since when, offers nothing that cannot be, and goes on by itself. */

async function cutAndMend(page: Page, path: string, meanwhile: () => Promise<unknown>): Promise<void> {
  await expect(page.getByText(/^Live ·/), path).toBeVisible();
  await page.context().setOffline(true);
  const banner = page.getByText(/^Not live since \d\d:\d\d/);
  await expect(banner, path).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 }), `${path} stays`).toBeVisible();
  await meanwhile();
  await page.context().setOffline(false);
  await expect(banner, path).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/^Live ·/), path).toBeVisible();
}

test("every page says so and is live again", async ({ openAs, startHost, db }) => {
  test.setTimeout(180_000);
  const host = await startHost("TS-LINE");
  const sessionId = await host.logOn({ name: "l.line", displayName: "Liv Line" });
  await host.listed();
  const { id: hostId } = await db.prisma.host.findFirstOrThrow({ where: { name: host.name } });
  const { id: personId } = await db.prisma.associate.findFirstOrThrow({ where: { name: "l.line" } });
  const page = await openAs("administrator", "e2e.offline");
  for (const path of [
    "/sessions?by=hosts",
    "/associates",
    "/hosts",
    "/orders",
    "/history",
    "/trail",
    "/alerts",
  ]) {
    await page.goto(path);
    await cutAndMend(page, path, async () => {});
  }
  // What happened meanwhile is there without anybody loading the page again, on the person's page and on the host's.
  for (const path of [`/associates/${personId}`, `/hosts/${hostId}`]) {
    await host.unlock(sessionId);
    await host.listed();
    await page.goto(path);
    const now = page.getByRole("region", { name: "Sessions now", exact: true });
    await expect(now).toContainText("Active");
    await cutAndMend(page, path, async () => {
      await host.lock(sessionId);
      await expect(now).toContainText("Active");
    });
    await expect(now).toContainText("Locked");
  }
});

test("an order that is asked for without the line is not asked for, and the dialog says so and keeps what was written", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-NOLINE");
  await host.logOn({ name: "n.line", displayName: "Noa Line" });
  await host.listed();
  const page = await openAs("operator", "e2e.offline-order");
  await page.goto(`/sessions?q=host:${host.name}`);
  await page.getByRole("row").filter({ hasText: host.name }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  const reason = dialog.getByRole("textbox", { name: "Reason" });
  await reason.fill("before the line went");
  await expect(dialog.getByText("this is how it stood")).toBeVisible();
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: /^Log off 1 session/ }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await expect(reason).toHaveValue("before the line went");
  expect(await db.prisma.logoffOrder.count({ where: { reason: "before the line went" } })).toBe(0);
  await page.context().setOffline(false);
  await expect(async () => {
    await dialog.getByRole("button", { name: /^Log off 1 session/ }).click({ timeout: 1_000 });
    await page.waitForURL(/\/orders\/\d+$/, { timeout: 5_000 });
  }).toPass({ timeout: 45_000 });
  expect(await db.prisma.logoffOrder.count({ where: { reason: "before the line went" } })).toBe(1);
});
