import { hash } from "@node-rs/argon2";
import type { Page } from "@playwright/test";
import type { Database } from "@/lib/storage/database";
import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

const PASSWORD = "a long sentence works";

async function makeOperator(db: Database, name: string): Promise<void> {
  const passwordHash = await hash(PASSWORD);
  await db.prisma.operator.upsert({
    where: { name },
    create: { name, displayName: "Anna Novák", role: "operator", passwordHash, createdAt: new Date() },
    update: { disabledAt: null },
  });
  await db.prisma.throttle.deleteMany();
}

async function expectNoBarriers(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page), `${page.url()} ${colorScheme}`).toEqual([]);
  }
}

test("signing in by keyboard alone, wrong first, leads to the page that was asked for", async ({
  page,
  db,
}) => {
  await makeOperator(db, "door.one");
  await page.goto("/orders?state=open");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Door.One");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(
    "This name and password do not go together.",
  );
  await expect(page.getByLabel("Password")).toBeFocused();
  await expectNoBarriers(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/orders\?state=open/);
  await page.goto("/sign-in");
  await expect(page).toHaveURL(/\/sessions/);
});

test("signing out ends the sign-in, for a copied cookie too", async ({ page, context, db }) => {
  await makeOperator(db, "door.two");
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill("door.two");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sessions/);
  const copied = (await context.cookies()).find(({ name }) => name === "curfew");
  expect(copied).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  await page.getByRole("button", { name: "door.two Operator, signed in" }).press("Enter");
  await page.getByRole("menuitem", { name: "Sign out" }).press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
  await context.addCookies([copied ?? { name: "curfew", value: "" }]);
  await page.goto("/sessions");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("You are signed out.")).toBeVisible();
});

test("keys go to pages and open the lists, and never while somebody types", async ({ openAs }) => {
  const page = await openAs("administrator");
  await page.goto("/trail");
  await expect(page.getByRole("heading", { level: 1, name: "Trail" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Keys" })).toBeEnabled();
  // The page listens once it has come to life; until then a key is nobody's.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectNoBarriers(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  for (const [key, path] of [
    ["h", "/hosts"],
    ["a", "/associates"],
    ["o", "/orders"],
    ["e", "/enrolment"],
    ["k", "/tokens"],
    ["s", "/sessions"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`${path}(\\?|$)`));
  }
  await page.keyboard.press("Control+k");
  const finder = page.getByRole("dialog").getByRole("combobox");
  await expect(finder).toBeFocused();
  await page.keyboard.type("gh?/");
  await expect(finder).toHaveValue("gh?/");
  await expectNoBarriers(page);
  await finder.fill("trai");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/trail/);
});

test("the palette finds an order, a host and an associate, and leaves the rest to the sessions", async ({
  openAs,
  db,
}) => {
  const now = new Date();
  const hostName = `FIND-${now.getTime()}`;
  const handle = `f.found.${now.getTime()}`;
  const sid = `S-1-5-21-7-7-7-${now.getTime()}`;
  const host = await db.prisma.host.create({
    data: { name: hostName, platform: "windows", createdAt: now },
  });
  const associate = await db.prisma.associate.create({
    data: {
      name: handle,
      fullName: "Fay Found",
      createdAt: now,
      accounts: { create: { key: sid, domain: "CORP", name: handle, createdAt: now } },
    },
  });
  const page = await openAs("auditor");
  for (const [text, path] of [
    [hostName.toLowerCase(), `/hosts/${host.id}`],
    [handle.toUpperCase(), `/associates/${associate.id}`],
    [`corp\\${handle}`, `/associates/${associate.id}`],
    [sid.toLowerCase(), `/associates/${associate.id}`],
    ["no such thing", "/sessions?q=no%20such%20thing"],
    ["99999", "/sessions?q=99999"],
  ] as const) {
    const response = await page.request.get(`/find?q=${encodeURIComponent(text)}`, { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    expect(response.headers().location, text).toBe(path);
  }
  await db.prisma.account.delete({ where: { key: sid } });
  await db.prisma.associate.delete({ where: { id: associate.id } });
  await db.prisma.host.delete({ where: { id: host.id } });
});

test("theme, zone and a collapsed navigation are kept, and drawn so from the first byte", async ({
  openAs,
}) => {
  const page = await openAs("operator");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/orders");
  await page.getByRole("button", { name: "Light or dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "Collapse navigation" }).click();
  await page.getByRole("button", { name: /^Times in/ }).click();
  await page.getByRole("menuitemradio", { name: "UTC" }).click();
  await expect(page.getByRole("button", { name: "Times in UTC" })).toBeVisible();
  const html = await (await page.request.get("/orders")).text();
  expect(html).toContain('data-theme="dark"');
  expect(html).toContain('data-nav="collapsed"');
  expect(html).toContain("Times in UTC");
});

test("a role that may not open a page is told so, and not led there", async ({ openAs }) => {
  const page = await openAs("operator");
  const response = await page.goto("/enrolment");
  expect(response?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Not with your role" })).toBeVisible();
  await expectNoBarriers(page);
  await page.goto("/sessions");
  await expect(page.getByRole("link", { name: "Enrolment" })).toHaveCount(0);
});

test("an address without a page says so", async ({ page }) => {
  const response = await page.goto("/nowhere");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expectNoBarriers(page);
});
