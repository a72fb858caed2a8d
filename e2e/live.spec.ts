import type { Page } from "@playwright/test";
import { notify } from "@/lib/storage/notifications";
import { pressLogOff } from "./fixtures/press-log-off";
import type { RemoteHost } from "./fixtures/simulated-host";
import { expect, test } from "./fixtures/test";

/** What others do is seen without asking, and never gets in the way of what one is doing oneself. */

const rowOf = (page: Page, host: string) => page.getByRole("row").filter({ hasText: host });

/** Locks and unlocks a session ten times a second until it is told to stop. */
function keepChanging(host: RemoteHost, sessionId: string): { stop(): Promise<void> } {
  let isOn = true;
  const done = (async () => {
    for (let isLocked = false; isOn; isLocked = !isLocked) {
      await (isLocked ? host.unlock(sessionId) : host.lock(sessionId));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    stop() {
      isOn = false;
      return done;
    },
  };
}

async function askFor(page: Page, host: string): Promise<number> {
  await page.goto(`/sessions?q=host:${host}`);
  await rowOf(page, host).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("two at once");
  await pressLogOff(page.getByRole("dialog"));
  await page.waitForURL(/\/orders\/\d+$/);
  return Number(page.url().split("/").at(-1));
}

test("ten clicks while a host changes ten times a second: ten pages", async ({ openAs, startHost }) => {
  const host = await startHost("TS-BUSY");
  const sessionId = await host.logOn({ name: "k.busy", displayName: "Kim Busy" });
  const page = await openAs("operator");
  await page.goto("/hosts?q=TS-BUSY");
  await expect(rowOf(page, "TS-BUSY")).toBeVisible();
  const changes = keepChanging(host, sessionId);
  const main = page.locator("main");
  for (let round = 0; round < 5; round++) {
    await main.getByRole("link", { name: "TS-BUSY" }).first().click();
    await page.waitForURL(/\/hosts\/\d+$/, { timeout: 3_000 });
    await expect(page.getByRole("heading", { name: "TS-BUSY", level: 1 })).toBeVisible();
    await page.getByRole("navigation", { name: "Where" }).getByRole("link", { name: "Hosts" }).click();
    await page.waitForURL(/\/hosts$/, { timeout: 3_000 });
    await expect(page.getByRole("heading", { name: "Hosts", level: 1 })).toBeVisible();
  }
  await changes.stop();

  // The last word is drawn, however busy it was.
  await page.goto("/sessions?q=host:TS-BUSY&by=hosts");
  await host.logOff(sessionId);
  await expect(main.getByText(/nobody|no session|matches/i).first()).toBeVisible();
});

test("a redraw waits for a pressed pointer, and then it comes", async ({ openAs, startHost, db }) => {
  const host = await startHost("TS-PRESS");
  const sessionId = await host.logOn({ name: "k.press", displayName: "Kim Press" });
  const page = await openAs("operator");
  await page.goto("/hosts?q=TS-PRESS");
  await expect(rowOf(page, "TS-PRESS")).toBeVisible();
  const { id } = await db.prisma.host.findFirstOrThrow({ where: { name: "TS-PRESS" } });
  await page.goto(`/hosts/${id}`);
  const now = page.getByRole("region", { name: "Sessions now", exact: true });
  await expect(now).toContainText("Active");
  await page.mouse.move(700, 20);
  await page.mouse.down();
  const other = await openAs("auditor");
  await other.goto(`/hosts/${id}`);
  await host.lock(sessionId);
  await expect(other.getByRole("region", { name: "Sessions now", exact: true })).toContainText("Locked");
  await expect(now).toContainText("Active");
  await page.mouse.up();
  await expect(now).toContainText("Locked");
});

test("the last 24 hours of a host stay in sight whole while they slide on", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-SLIDE");
  const sessionId = await host.logOn({ name: "k.slide", displayName: "Kim Slide" });
  await host.listed();
  const page = await openAs("auditor");
  const { id } = await db.prisma.host.findFirstOrThrow({ where: { name: "TS-SLIDE" } });
  await page.goto(`/hosts/${id}`);
  await expect(page.getByRole("group", { name: /^History of TS-SLIDE/ })).toBeVisible({ timeout: 30_000 });
  await host.lock(sessionId);
  await expect(page.getByRole("region", { name: "Sessions now", exact: true })).toContainText("Locked");
  // Drawn anew, up to a later now: whoever saw all of it is not asked to look at all of it.
  await expect(page.getByRole("button", { name: "Show the whole width" })).toHaveCount(0);
});

test("two browsers: one asks and cancels, the other sees it", async ({ openAs, startHost }) => {
  const host = await startHost("TS-TWO");
  await host.logOn({ name: "l.two", displayName: "Lou Two" });
  const [asks, watches] = [await openAs("operator"), await openAs("auditor")];
  await asks.goto("/sessions?q=host:TS-TWO");
  await expect(rowOf(asks, "TS-TWO")).toBeVisible();
  await host.stopAgent();
  await watches.goto("/orders");
  await expect(watches.getByRole("heading", { name: "Orders", level: 1 })).toBeVisible();

  const orderId = await askFor(asks, "TS-TWO");
  await expect(watches.getByRole("link", { name: String(orderId), exact: true })).toBeVisible();
  await watches.goto(`/orders/${orderId}`);
  const seen = watches.getByRole("table", { name: "Targets" });
  await expect(seen).toContainText("Queued");

  await asks.getByRole("button", { name: "Cancel the rest" }).click();
  await asks.getByRole("dialog").getByRole("button", { name: "Cancel the rest" }).click();
  await expect(seen).toContainText("Cancelled");
  await expect(asks.getByRole("table", { name: "Targets" })).toContainText("Cancelled");
});

test("a new session waits in the pill while something is selected, and . shows it", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-PILL");
  await host.logOn({ name: "m.first", displayName: "Mia First" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-PILL");
  await rowOf(page, "m.first").getByRole("checkbox").check();
  await host.logOn({ name: "m.second", displayName: "Moe Second" });
  const pill = page.getByRole("button", { name: /1 new/ });
  await expect(pill).toBeVisible();
  await expect(rowOf(page, "m.second")).toHaveCount(0);
  await page.keyboard.press(".");
  await expect(rowOf(page, "m.second")).toBeVisible();
  await expect(pill).toHaveCount(0);
  await expect(rowOf(page, "m.first").getByRole("checkbox")).toBeChecked();
});

test("offline: every page says since when, offers nothing, and catches up by itself", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-CUT");
  const sessionId = await host.logOn({ name: "n.cut", displayName: "Nia Cut" });
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-CUT");
  const row = rowOf(page, "TS-CUT");
  await expect(row).toContainText("Active");
  await page.goto("/hosts?q=TS-CUT");
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  await page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: "Sessions" }).click();
  await page.waitForURL(/\/sessions$/);
  const anyRow = rowOf(page, "TS-CUT");
  await anyRow.getByRole("checkbox").check();

  await page.context().setOffline(true);
  await expect(page.getByText(/^Not live since \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Log off…" })).toHaveAttribute("aria-disabled", "true");
  await host.lock(sessionId);
  await page.context().setOffline(false);
  await expect(page.getByText(/^Not live since/)).toHaveCount(0);
  await expect(anyRow).toContainText("Locked");
  await expect(page.getByRole("button", { name: "Log off…" })).not.toHaveAttribute("aria-disabled", "true");
});

test("a sign-in that ends, or an operator who is disabled, hears nothing more", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-END");
  const sessionId = await host.logOn({ name: "o.end", displayName: "Oda End" });
  const page = await openAs("auditor");
  await page.goto("/sessions?q=host:TS-END");
  const row = rowOf(page, "TS-END");
  await expect(row).toContainText("Active");
  await expect(page.getByText(/^Live ·/)).toBeVisible();

  const tab = await page.context().newPage();
  await tab.goto("/trail");
  await tab.getByRole("button", { name: /e2e\.auditor/ }).click();
  await tab.getByRole("menuitem", { name: "Sign out" }).click();
  await tab.waitForURL(/\/sign-in/);
  await expect(page.getByText("You are signed out.")).toBeVisible({ timeout: 2_000 });
  await host.lock(sessionId);
  await expect(row).toContainText("Active");

  // Another name than the other tests': whatever becomes of this test, they are still let in.
  const other = await openAs("operator", "e2e.leaver");
  await other.goto("/hosts");
  await expect(other.getByText(/^Live ·/)).toBeVisible();
  await db.prisma.$transaction(async (tx) => {
    const data = { disabledAt: new Date() };
    const { id } = await tx.operator.update({ where: { name: "e2e.leaver" }, data });
    await notify(tx, { kind: "sign-in", operatorId: id });
  });
  // The banner, or the sign-in page where a redraw came first: both say so.
  await expect(other.getByText("You are signed out.")).toBeVisible({ timeout: 5_000 });
});
