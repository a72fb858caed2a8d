import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { Database } from "@/lib/storage/database";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { Newcomer } from "./fixtures/newcomer";
import { expect, test } from "./fixtures/test";

/**
 * What people come for, done by somebody who starts where the sign-in leads and knows no address: each step presses what
 * stands on the page in words, or a key that the page names. Twenty seconds, sixty, sixty.
 */

const targets = (page: Page) =>
  page.getByRole("table", { name: "Targets" }).locator("tbody").getByRole("row");
const dialogOf = (page: Page) => page.getByRole("dialog");
const liveRows = (page: Page) =>
  page.getByRole("grid", { name: "Live sessions" }).locator("tbody").getByRole("row");
const sessionsNow = (page: Page) => page.getByRole("region", { name: "Sessions now", exact: true });
const historyRows = (page: Page) =>
  page
    .getByRole("table", { name: /^History of/ })
    .locator("tbody")
    .getByRole("row");
/** Who would be hit: what is pressed before asks for nothing. */
const whoIsHit = (page: Page) => dialogOf(page).getByRole("heading", { name: /^Log off \d+ sessions? of / });

async function start(page: Page, path = "/"): Promise<Newcomer> {
  await page.goto(path);
  await expect(page.getByText(/^Live ·/)).toBeVisible();
  return new Newcomer(page);
}

/** By the palette, to what is called so. */
async function jump(me: Newcomer, name: string): Promise<void> {
  await me.press("Control+k");
  await me.type(name);
  const named = new RegExp(`^${name.replace(".", "\\.")}`);
  await expect(me.page.getByRole("option", { name: named }).first()).toBeVisible();
  await me.press("Enter");
}

test("a hung session is found and freed within twenty seconds, by mouse", async ({ openAs, startHost }) => {
  const host = await startHost("NEW-HUNG");
  await host.logOn({ name: "n.hung", displayName: "Nora Hung" });
  await host.logOn({ name: "n.well", displayName: "Nils Well" });
  await host.listed();
  const page = await openAs("operator", "e2e.newcomer");
  const me = await start(page);
  await me.click(page.getByRole("combobox", { name: "Filter" }));
  await me.type("n.hung");
  await me.press("Enter");
  const row = liveRows(page);
  await expect(row).toHaveCount(1);
  await me.click(row.first().getByText("NEW-HUNG"));
  await me.click(page.getByRole("complementary").getByRole("button", { name: "Log off…" }));
  await expect(whoIsHit(page)).toBeVisible();
  // The cursor stands in the one field that is required.
  await expect(dialogOf(page).getByRole("textbox", { name: "Reason" })).toBeFocused();
  await me.type("hangs");
  await me.click(dialogOf(page).getByRole("button", { name: /^Log off 1 session/ }));
  await page.waitForURL(/\/orders\/\d+$/);
  await me.read(targets(page).first(), "Proved");
  me.expectWithin(20);
  expect(await host.sessions()).toHaveLength(1);
});

test("a hung session is found and freed within twenty seconds, by keyboard", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("NEW-KEYS");
  await host.logOn({ name: "n.stuck", displayName: "Nuno Stuck" });
  await host.listed();
  const page = await openAs("operator", "e2e.newcomer-keys");
  const me = await start(page);
  // The page names its keys: the one of the filter stands in it, the others in the sheet that ? opens.
  await expect(page.locator(".query").getByText("/", { exact: true })).toBeVisible();
  await me.press("?");
  await expect(
    page.getByRole("dialog", { name: "Keys" }).getByText("Log off", { exact: true }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toHaveCount(0);
  await me.press("/");
  await me.type("n.stuck");
  await me.press("Enter");
  const row = liveRows(page);
  await expect(row).toHaveCount(1);
  await page.waitForURL(/q=n\.stuck/);
  await page.keyboard.press("Escape");
  await me.press("j");
  await expect(row.first()).toBeFocused();
  await me.press("l");
  await expect(whoIsHit(page)).toBeVisible();
  await me.type("hangs");
  await me.press("Control+Enter");
  await page.waitForURL(/\/orders\/\d+$/);
  await me.read(targets(page).first(), "Proved");
  me.expectWithin(20);
  expect(await host.sessions()).toEqual([]);
});

test("a host is drained for maintenance within sixty seconds, by mouse, and its page says that it is empty", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("NEW-DRAIN");
  for (const name of ["d.one", "d.two", "d.three"]) await host.logOn({ name, displayName: name });
  await host.listed();
  const page = await openAs("operator", "e2e.newcomer-drain");
  const me = await start(page);
  await me.click(page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: "Hosts" }));
  await me.click(page.getByRole("textbox", { name: "Filter hosts" }));
  await me.type("NEW-DRAIN");
  await me.press("Enter");
  await me.click(page.getByRole("link", { name: "NEW-DRAIN", exact: true }));
  const now = sessionsNow(page);
  await me.click(now.getByRole("button", { name: "Log everybody off…" }));
  await expect(whoIsHit(page)).toBeVisible();
  await me.type("new disk");
  await me.click(dialogOf(page).getByRole("button", { name: /^Log off 3 sessions/ }));
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(targets(page).filter({ hasText: "Proved" })).toHaveCount(3);
  await me.click(targets(page).first().getByRole("link", { name: "NEW-DRAIN" }));
  await me.read(now, "Nobody is on");
  me.expectWithin(60);
  expect(await host.sessions()).toEqual([]);
});

test("a host is drained for maintenance within sixty seconds, by keyboard", async ({ openAs, startHost }) => {
  const host = await startHost("NEW-DRAIN-KEYS");
  for (const name of ["k.one", "k.two"]) await host.logOn({ name, displayName: name });
  await host.listed();
  const page = await openAs("operator", "e2e.newcomer-drain-keys");
  const me = await start(page);
  await jump(me, "NEW-DRAIN-KEYS");
  const now = sessionsNow(page);
  await me.tabTo(now.getByRole("button", { name: "Log everybody off…" }));
  await me.press("Enter");
  await expect(whoIsHit(page)).toBeVisible();
  await me.type("new disk");
  await me.press("Control+Enter");
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(targets(page).filter({ hasText: "Proved" })).toHaveCount(2);
  await jump(me, "NEW-DRAIN-KEYS");
  await me.read(now, "Nobody is on");
  me.expectWithin(60);
});

/** Somebody who was on in March, and was forced off once. */
async function seedMarch(db: Database, name: string, by: string): Promise<void> {
  const place = await seedHost(db, `SPRING-${by}`.toUpperCase(), when("2026-02-01T00:00:00Z"));
  const person = await seedPerson(db, name);
  for (let day = 2; day <= 20; day++) {
    const date = `2026-03-${String(day).padStart(2, "0")}`;
    if (day !== 12)
      await seedSession(db, place, person, when(`${date}T08:00:00Z`), when(`${date}T16:30:00Z`));
  }
  const [from, until] = [when("2026-03-12T08:00:00Z"), when("2026-03-12T11:47:00Z")];
  const proof = { log: "Security", recordId: 150, eventId: 4647, at: until.getTime() };
  const order = await db.prisma.logoffOrder.create({
    data: {
      requestedBy: { kind: "operator", operatorId: 1, name: by },
      reason: "Left for good",
      createdAt: new Date(until.getTime() - 5_000),
      expiresAt: new Date(until.getTime() + 3_600_000),
      requestKey: randomUUID(),
      targets: {
        create: {
          hostId: place.hostId,
          ...person,
          machineId: `spring-${by}`,
          bootKey: "boot-1",
          sessionId: "2",
          accountKey: `spring-${by}`,
          loggedOnAt: from,
          state: "proved",
          stateAt: until,
          provedAt: until,
          evidence: proof,
          commandId: randomUUID(),
        },
      },
    },
    include: { targets: true },
  });
  await seedSession(db, place, person, from, until, {
    endRecords: [proof],
    endedByTargetId: order.targets[0]?.id ?? null,
  });
}

test("when somebody was on in March, and who forced them off, within sixty seconds, by mouse", async ({
  openAs,
  db,
}) => {
  await seedMarch(db, "m.mouse", "o.before");
  const page = await openAs("auditor", "e2e.newcomer-march");
  const me = await start(page);
  await me.click(page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: "Associates" }));
  await me.click(page.getByRole("textbox", { name: "Filter associates" }));
  await me.type("m.mouse");
  await me.press("Enter");
  await me.click(page.getByRole("link", { name: "m.mouse", exact: true }));
  await me.click(page.getByRole("button", { name: "Month" }));
  await me.click(page.getByRole("menuitemradio", { name: "March 2026" }));
  await page.waitForURL(/from=2026-03/);
  await expect(page.getByRole("heading", { name: "March 2026" })).toBeVisible();
  await me.click(
    page.getByRole("navigation", { name: "Shape of the history" }).getByRole("link", { name: /^Table/ }),
  );
  await expect(historyRows(page)).toHaveCount(19);
  const forced = historyRows(page).filter({ hasText: "Ended by order" });
  await expect(forced).toHaveCount(1);
  await me.read(forced, /Thu 12 Mar/);
  await me.read(forced, /Ended by order \d+ of o\.before/);
  await me.click(forced.getByRole("link", { name: /^\d+$/ }));
  await me.read(page.getByRole("complementary", { name: "Order", exact: true }), "o.before");
  me.expectWithin(60);
});

test("when somebody was on in March, and who forced them off, within sixty seconds, by keyboard", async ({
  openAs,
  db,
}) => {
  await seedMarch(db, "m.keys", "o.earlier");
  const page = await openAs("auditor", "e2e.newcomer-march-keys");
  const me = await start(page);
  await jump(me, "m.keys");
  await me.tabTo(page.getByRole("button", { name: "Month" }));
  await me.press("Enter");
  const march = page.getByRole("menuitemradio", { name: "March 2026" });
  await expect(march).toBeVisible();
  await expect(page.locator(":focus")).toHaveRole("menuitemradio");
  for (let down = 0; !(await march.evaluate((item) => item === document.activeElement)); down++) {
    expect(down).toBeLessThan(30);
    await me.press("ArrowDown");
  }
  await me.press("Enter");
  await page.waitForURL(/from=2026-03/);
  // The shape of the history names its key.
  await expect(page.getByRole("link", { name: "Table T" })).toBeVisible();
  await me.press("t");
  await expect(historyRows(page)).toHaveCount(19);
  const forced = historyRows(page).filter({ hasText: "Ended by order" });
  await me.read(forced, /Thu 12 Mar/);
  await me.read(forced, /Ended by order \d+ of o\.earlier/);
  await me.tabTo(forced.getByRole("link", { name: /^\d+$/ }));
  await me.press("Enter");
  await me.read(page.getByRole("complementary", { name: "Order", exact: true }), "o.earlier");
  me.expectWithin(60);
});
