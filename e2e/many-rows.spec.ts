import type { Page } from "@playwright/test";
import { notify } from "@/lib/storage/notifications";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { type OwnProduct, startOnOwnDatabase } from "./fixtures/own-database";
import { seedManyRows } from "./fixtures/seed-many-rows";
import { signIn } from "./fixtures/sign-in";
import { test as base, expect } from "./fixtures/test";

/** Fifty thousand of everything, filled in a few statements: the pages are those of an installation of that size. */

const MANY = 50_000;
const GONE = 3;
const PATIENTLY = { timeout: 30_000 };

const test = base.extend<{ bigPage: Page }, { big: OwnProduct }>({
  big: [
    async ({ db, product }, use) => {
      const big = await startOnOwnDatabase(db, product.databaseUrl, "curfew_many_rows", 3218);
      try {
        await seedLiveSessions(big.db, MANY, new Date());
        await seedManyRows(big.db, MANY);
        await use(big);
      } finally {
        await big.stop();
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
  async bigPage({ big, browser }, use) {
    const context = await browser.newContext({ baseURL: big.url, reducedMotion: "reduce" });
    const value = await signIn(big.db, "administrator");
    await context.addCookies([
      { name: "curfew", value, url: big.url, httpOnly: true, sameSite: "Lax" as const },
    ]);
    await use(await context.newPage());
    await context.close();
  },
});

const grid = (page: Page) => page.getByRole("grid", { name: "Live sessions" });
const seenRows = (page: Page) => page.locator("tr[data-row]:not(.is-coming)");

/** The whole list is known once the rows that are not drawn have their room. */
async function openSessions(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto("/sessions");
  await expect(page.getByText(/of 50,000 matching/)).toBeVisible(PATIENTLY);
  await expect(page.locator("tr.gap")).toHaveCount(1, PATIENTLY);
  await expect(page.getByText(/^Live ·/)).toBeVisible(PATIENTLY);
}

test("50,000 sessions are one scroll: to the end, all selected, filtered, and back", async ({ bigPage }) => {
  test.slow();
  await openSessions(bigPage);
  await expect(grid(bigPage)).toHaveAttribute("aria-rowcount", String(MANY + 1));
  const last = bigPage.locator(`tr[aria-rowindex="${MANY + 1}"]`);
  await expect(async () => {
    await seenRows(bigPage).first().focus();
    await bigPage.keyboard.press("End");
    await expect(last).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await expect(last).not.toHaveClass(/is-coming/);
  // Whatever is scrolled over, no more is drawn than can be seen.
  expect(await bigPage.locator("tr[data-row]").count()).toBeLessThan(80);

  await bigPage.getByRole("checkbox", { name: "Select all 50,000 matching" }).check();
  const bulk = bigPage.getByRole("toolbar", { name: "Selection" });
  await expect(bulk).toContainText("All 50,000 matching selected");
  await expect(bulk).toContainText("at most 10,000 in one order");
  await expect(bulk.getByRole("button", { name: "Log off…" })).toHaveAttribute("aria-disabled", "true");
  await bulk.getByRole("button", { name: "Clear selection" }).click();
  await expect(bulk).toHaveCount(0);

  await bigPage.getByRole("combobox", { name: "Filter" }).fill("host:TS-0100");
  await bigPage.keyboard.press("Enter");
  await expect(grid(bigPage)).toHaveAttribute("aria-rowcount", "51");
  await expect(seenRows(bigPage).first()).toContainText("TS-0100");
  await bigPage.locator(".query .x").first().click();
  await expect(grid(bigPage)).toHaveAttribute("aria-rowcount", String(MANY + 1));
});

test("what changes above and under the hand does not move the row under it", async ({ bigPage, big }) => {
  test.slow();
  await openSessions(bigPage);
  // These are known to the page, and go while it shows others.
  const ids = await seenRows(bigPage).evaluateAll((rows) =>
    rows.slice(0, 3).map((row) => (row as HTMLElement).dataset.row ?? ""),
  );
  expect(ids).toHaveLength(GONE);
  await bigPage.locator(".tbl-wrap").evaluate((scroller) => {
    scroller.scrollTop = 25_000 * 32;
  });
  await expect(bigPage.locator("tr.gap")).toHaveCount(2);
  await expect(bigPage.locator("tr.is-coming")).toHaveCount(0);
  const hand = await bigPage.locator(".tbl-wrap").boundingBox();
  if (!hand) throw new Error("no list");
  const at = { x: hand.x + 300, y: hand.y + hand.height / 2 };
  await bigPage.mouse.move(at.x, at.y);
  const under = () =>
    bigPage.evaluate(({ x, y }) => {
      const row = document.elementFromPoint(x, y)?.closest<HTMLElement>("tr[data-row]");
      return { id: row?.dataset.row ?? "", top: Math.round(row?.getBoundingClientRect().top ?? 0) };
    }, at);
  const before = await under();
  expect(before.id).not.toBe("");

  const { pool } = big.db;
  const hostOf = "SELECT host_id FROM live_session WHERE id = ANY($1::bigint[])";
  const { rows: hosts } = await pool.query<{ host_id: number }>(hostOf, [[...ids, before.id]]);
  await pool.query("DELETE FROM live_session WHERE id = ANY($1::bigint[])", [ids]);
  await pool.query(
    "UPDATE live_session SET state = 'locked', state_since = now(), changed_at = now() WHERE id = $1::bigint",
    [before.id],
  );
  await pool.query(
    `INSERT INTO live_session (host_id, boot_key, session_id, account_id, associate_id, kind, state, logged_on_at,
       first_seen_at, changed_at)
     SELECT 500, 'boot-1', 'new-' || n, id, associate_id, 'remote', 'active', now(), now(), now()
     FROM account, generate_series(1, 4) n WHERE account.id = 7`,
  );
  const hostIds = [...new Set([500, ...hosts.map((row) => row.host_id)])];
  await big.db.prisma.$transaction((tx) => notify(tx, { kind: "sessions", hostIds }));
  // What is new waits; the row under the hand changes in place; what is gone lingers, and then goes.
  await expect(bigPage.getByRole("button", { name: /^4 new/ })).toBeVisible(PATIENTLY);
  await expect(bigPage.locator(`tr[data-row="${before.id}"]`)).toContainText("Locked");
  expect(await under()).toEqual(before);
  await expect(grid(bigPage)).toHaveAttribute("aria-rowcount", String(MANY + 1 - GONE), PATIENTLY);
  expect(await under()).toEqual(before);
  await bigPage.getByRole("button", { name: /^4 new/ }).click();
  await expect(grid(bigPage)).toHaveAttribute("aria-rowcount", String(MANY + 1 - GONE + 4));
});

test("every list page with 50,000 rows answers with a screenful of them", async ({ bigPage }) => {
  test.slow();
  const sizes: Record<string, string> = {};
  for (const path of [
    "/sessions",
    "/sessions?by=associates",
    "/sessions?by=hosts",
    "/associates",
    "/hosts",
    "/orders",
    "/history",
    "/history?at=now",
    "/trail",
    "/imports",
    "/enrolment",
    "/tokens",
    "/hooks",
    "/policies",
    "/reports",
    "/settings/operators",
    "/sessions/ghosts",
    "/alerts",
    "/associates/1",
    "/associates/1?view=table",
    "/hosts/1",
    "/hosts/1?view=table",
    "/orders/1",
    "/orders/2",
    "/trail?verify=1",
  ]) {
    const answer = await bigPage.goto(path);
    expect(answer?.status(), path).toBe(200);
    const rows = await bigPage.locator("tbody tr").count();
    const bytes = (await answer?.body())?.length ?? 0;
    if (rows > 300 || bytes > 2_500_000) sizes[path] = `${rows} rows, ${bytes} bytes`;
  }
  expect(sizes).toEqual({});
});
