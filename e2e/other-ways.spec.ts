import type { Page } from "@playwright/test";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

/** The ways in which an order does not end in proof at once. Time passes by moving its mark in the database. */

async function orderLogoff(page: Page, host: string) {
  await page.goto(`/sessions?q=host:${host}`);
  const row = page.getByRole("row").filter({ hasText: host });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("test of the other ways");
  await pressLogOff(dialog);
  await page.waitForURL(/\/orders\/\d+$/);
  const orderId = Number(page.url().split("/").at(-1));
  return { orderId, target: page.getByRole("table", { name: "Targets" }).getByRole("row").nth(1) };
}

test("a host that is offline: queued, then expired", async ({ openAs, startHost, db }) => {
  const host = await startHost("TS-OFFLINE");
  await host.logOn({ name: "c.away", displayName: "Cleo Away" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-OFFLINE");
  await expect(page.getByRole("row").filter({ hasText: "TS-OFFLINE" })).toBeVisible();
  await host.stopAgent();

  const { orderId, target } = await orderLogoff(page, "TS-OFFLINE");
  await expect(target).toContainText("Queued");
  await db.prisma.logoffOrder.update({ where: { id: orderId }, data: { expiresAt: new Date() } });
  await expect(target).toContainText("Expired");

  await host.startAgent();
  await page.goto("/sessions?q=host:TS-OFFLINE");
  await expect(page.getByRole("row").filter({ hasText: "TS-OFFLINE" })).toContainText("Active");
  expect(await host.sessions()).toHaveLength(1);
});

test("a host that comes back in time executes what waited for it", async ({ openAs, startHost }) => {
  const host = await startHost("TS-BACK");
  await host.logOn({ name: "d.back", displayName: "Dee Back" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-BACK");
  await expect(page.getByRole("row").filter({ hasText: "TS-BACK" })).toBeVisible();
  await host.stopAgent();
  const { target } = await orderLogoff(page, "TS-BACK");
  await expect(target).toContainText("Queued");
  await host.startAgent();
  await expect(target).toContainText("Proved");
});

test("the fence does not hold: refused, and nobody is logged off", async ({ openAs, startHost, db }) => {
  const host = await startHost("TS-FENCE");
  await host.logOn({ name: "e.fence", displayName: "Eve Fence" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-FENCE");
  await expect(page.getByRole("row").filter({ hasText: "TS-FENCE" })).toBeVisible();
  // Curfew's list is a moment old: it still names the session that had this id before.
  await db.prisma.liveSession.updateMany({
    where: { host: { name: "TS-FENCE" } },
    data: { loggedOnAt: new Date(Date.now() - 3_600_000) },
  });
  const { target } = await orderLogoff(page, "TS-FENCE");
  await expect(target).toContainText("Refused");
  await expect(target).toContainText(/logon time|loggedOnAt/i);
  expect(await host.sessions()).toHaveLength(1);
});

test("the session id is another session's by now: unproved, and the new one stays", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-REUSED");
  const first = await host.logOn({ name: "j.first", displayName: "Jo First" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-REUSED");
  await expect(page.getByRole("row").filter({ hasText: "TS-REUSED" })).toBeVisible();
  await host.stopAgent();
  const { target } = await orderLogoff(page, "TS-REUSED");
  await expect(target).toContainText("Queued");

  await host.setFaults({ losesLogoffs: true });
  await host.logOff(first);
  await expect.poll(() => host.sessions()).toEqual([]);
  expect(await host.logOn({ name: "j.first", displayName: "Jo First" })).toBe(first);
  await host.startAgent();
  await expect(target).toContainText("Unproved");
  await expect(target).toContainText("no record tells how the session ended");
  expect(await host.sessions()).toHaveLength(1);
});

test("the session is gone but no record came: unproved", async ({ openAs, startHost, db }) => {
  const host = await startHost("TS-SILENT", { faults: { losesLogoffs: true } });
  await host.logOn({ name: "f.quiet", displayName: "Fay Quiet" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-SILENT");
  await expect(page.getByRole("row").filter({ hasText: "TS-SILENT" })).toBeVisible();
  const { orderId, target } = await orderLogoff(page, "TS-SILENT");
  await expect(target).toContainText("Gone");
  await db.prisma.logoffTarget.updateMany({
    where: { orderId },
    data: { stateAt: new Date(Date.now() - 61_000), goneAt: new Date(Date.now() - 61_000) },
  });
  await expect(target).toContainText("Unproved");
});

test("the host crashes while it is asked: unproved, with the interval in words", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-CRASH", { faults: { crashes: true } });
  await host.logOn({ name: "g.crash", displayName: "Gus Crash" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-CRASH");
  await expect(page.getByRole("row").filter({ hasText: "TS-CRASH" })).toBeVisible();
  const { target } = await orderLogoff(page, "TS-CRASH");
  await expect(target).toContainText(/Handed out|Accepted|Executed/);
  await host.boot();
  await expect(target).toContainText("Unproved");
  await expect(target).toContainText(/crash/i);
});

test("the operating system says no: failed, in its words", async ({ openAs, startHost }) => {
  const host = await startHost("TS-DENIED", { faults: { refuses: true } });
  await host.logOn({ name: "h.denied", displayName: "Hal Denied" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-DENIED");
  await expect(page.getByRole("row").filter({ hasText: "TS-DENIED" })).toBeVisible();
  const { target } = await orderLogoff(page, "TS-DENIED");
  await expect(target).toContainText("Failed");
  await expect(target).toContainText("Access is denied");
  expect(await host.sessions()).toHaveLength(1);
});
