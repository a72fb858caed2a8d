import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

/** Several browsers and hosts in each: on a busy machine they take their time. */
test.describe.configure({ timeout: 180_000 });

const fresh = (name: string) => `${name}.${randomBytes(3).toString("hex")}`;
const PASSWORD = "a long sentence works";

async function addOperator(page: Page, name: string, displayName: string): Promise<string> {
  await page.goto("/settings/operators");
  const dialog = page.getByRole("dialog", { name: "Add an operator" });
  await expect(async () => {
    await page.getByRole("button", { name: "Add an operator" }).click();
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await dialog.getByRole("textbox", { name: "Signs in as" }).fill(name);
  await dialog.getByRole("textbox", { name: "Shown as" }).fill(displayName);
  return name;
}

async function readLink(page: Page, name: string): Promise<string> {
  const shown = page.getByRole("region", { name: `Link for ${name}` });
  await expect(shown.locator("code")).toContainText("http");
  return (await shown.locator("code").textContent()) ?? "";
}

test("an operator is added, follows the link, is held to the scope, and is out the moment they are disabled", async ({
  openAs,
  browser,
  startHost,
}) => {
  const [inside, outside] = await Promise.all([startHost("WS-SCOPE"), startHost("TS-SCOPE")]);
  await inside.logOn({ name: "s.inside", displayName: "Ida Inside" });
  await outside.logOn({ name: "s.outside", displayName: "Olof Outside" });
  await Promise.all([inside.listed(), outside.listed()]);

  const admin = await openAs("administrator", fresh("adm-operators"));
  const name = await addOperator(admin, fresh("scoped"), "Sanna <b>Scoped</b>");
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Only on these hosts").fill("WS-*,");
  await expect(dialog.getByText("May log off everyone on WS-*.")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await admin.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(admin)).toEqual([]);
  }
  await dialog.getByRole("button", { name: "Add and show the link" }).click();
  const link = await readLink(admin, name);
  expect(await findBarriers(admin)).toEqual([]);
  await admin.getByRole("button", { name: "Done" }).click();
  const row = admin.getByRole("table", { name: "Operators" }).getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("everyone on WS-*");
  await expect(row).toContainText("link not used yet");

  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Hello, Sanna <b>Scoped</b>" })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await expect(async () => {
    await page.getByLabel("Password").fill("too short");
    await page.getByRole("button", { name: "Set the password and sign in" }).click();
    await expect(page.getByText("12 characters or more.", { exact: true })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await page.waitForURL(/\/sessions/);

  // Reading is open to all; the order is not.
  await page.goto("/sessions?q=host:*-SCOPE");
  await expect(page.getByRole("row").filter({ hasText: "-SCOPE" })).toHaveCount(2);
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const order = page.getByRole("dialog");
  await expect(order.getByText("1 is excluded")).toBeVisible();
  await expect(order.getByRole("listitem").filter({ hasText: "TS-SCOPE" })).toContainText(
    "out of your scope",
  );
  await order.getByRole("textbox", { name: "Reason" }).fill("Maintenance");
  await pressLogOff(order);
  await page.waitForURL(/\/orders\/\d+$/);
  const targets = page.getByRole("table", { name: "Targets" }).locator("tbody").getByRole("row");
  await expect(targets).toHaveCount(1);
  await expect(targets).toContainText("WS-SCOPE");
  await expect.poll(() => inside.sessions(), { timeout: 30_000 }).toEqual([]);
  expect(await outside.sessions()).toHaveLength(1);

  // Nothing of theirs is left: the order is refused as a whole.
  await page.goto("/sessions?q=host:TS-SCOPE");
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  await expect(page.getByRole("dialog").getByText("Nobody is left")).toBeVisible();
  await page.keyboard.press("Escape");

  // A link is spent with its first use.
  const again = await (await browser.newContext()).newPage();
  await again.goto(link);
  await expect(again.getByRole("heading", { name: "Not this link" })).toBeVisible();
  await again.context().close();

  await row.getByRole("link", { name: "Sanna" }).click();
  await expect(admin.getByRole("table", { name: "Sign-ins" }).locator("tbody").getByRole("row")).toHaveCount(
    1,
  );
  expect(await findBarriers(admin)).toEqual([]);
  await admin.getByRole("button", { name: `Disable ${name}…` }).click();
  await expect(admin.getByRole("dialog")).toContainText("1 sign-in ends at once, on every server.");
  await admin.getByRole("dialog").getByRole("button", { name: "Disable", exact: true }).click();
  await expect(admin.getByRole("button", { name: `Enable ${name}` })).toBeVisible();
  // The page that stands open hears it by itself, and the next request is refused.
  await expect(page.getByText(/signed out/i).first()).toBeVisible({ timeout: 15_000 });
  await page.goto("/sessions");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("textbox", { name: "Name" })).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This name and password do not go together.")).toBeVisible();
  await context.close();
});

test("role and scope are changed by keyboard; nobody changes their own", async ({ openAs, db }) => {
  const own = fresh("adm-own");
  const admin = await openAs("administrator", own);
  const name = fresh("changed");
  const made = await db.prisma.operator.create({
    data: { name, displayName: "Cora Changed", role: "auditor", passwordHash: "none", createdAt: new Date() },
  });
  await admin.goto(`/settings/operators/${made.id}`);
  const role = admin.getByRole("group", { name: "Role" });
  const hosts = admin.getByLabel("Only on these hosts");
  await expect(hosts).toHaveCount(0);
  await expect(async () => {
    await role.getByRole("button", { name: "Operator" }).press("Enter");
    await expect(hosts).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await hosts.focus();
  await admin.keyboard.type("bad host!");
  await admin.keyboard.press("Enter");
  await admin.getByRole("button", { name: "Save" }).press("Enter");
  await expect(admin.getByText("A pattern is a host's name")).toBeVisible();
  await admin.getByRole("button", { name: "Remove host!" }).press("Enter");
  await hosts.focus();
  await admin.keyboard.press("Backspace");
  await admin.keyboard.type("WS-*");
  await admin.keyboard.press("Enter");
  await admin.keyboard.type("TS-0?");
  await admin.keyboard.press("Enter");
  await expect(admin.getByText("May log off everyone on WS-* or TS-0?.")).toBeVisible();
  await admin.getByRole("button", { name: "Save" }).press("Enter");
  await expect(admin.getByText(`Changed ${name}: it holds from now on`)).toBeVisible();
  expect(await db.prisma.operator.findUnique({ where: { id: made.id } })).toMatchObject({
    role: "operator",
    scopeHosts: ["WS-*", "TS-0?"],
  });

  const self = await db.prisma.operator.findUniqueOrThrow({ where: { name: own } });
  await admin.goto(`/settings/operators/${self.id}`);
  await expect(admin.getByText("nobody changes their own role and scope")).toBeVisible();
  await expect(admin.getByRole("button", { name: /^Disable/ })).toHaveCount(0);
});

test("an order waits for somebody whose scope holds it; whoever looks sees why they may not decide", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("WS-APPROVE");
  await host.logOn({ name: "p.guarded", displayName: "Per Guarded" });
  await host.listed();
  await expect
    .poll(
      async () =>
        (await db.prisma.associate.updateMany({ where: { name: "p.guarded" }, data: { isProtected: true } }))
          .count,
    )
    .toBe(1);
  const [asking, narrow, wide] = [fresh("op-asks"), fresh("op-narrow"), fresh("op-wide")];
  const second = await openAs("operator", narrow);
  await db.prisma.operator.update({ where: { name: narrow }, data: { scopeHosts: ["TS-*"] } });
  const page = await openAs("operator", asking);
  await page.goto("/sessions?q=host:WS-APPROVE");
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Maintenance");
  await dialog.getByRole("button", { name: "Include 1 protected" }).click();
  await pressLogOff(dialog);
  await page.waitForURL(/\/orders\/\d+$/);

  await second.goto(page.url());
  await expect(second.getByText("Its one target is out of your scope")).toBeVisible();
  await expect(second.getByRole("button", { name: "Approve" })).toHaveCount(0);
  const third = await openAs("operator", wide);
  await third.goto(page.url());
  await third.getByRole("button", { name: "Approve" }).click();
  await expect.poll(() => host.sessions(), { timeout: 30_000 }).toEqual([]);
});

test("one's own password is changed with the present one, and the other browser is out", async ({
  openAs,
  browser,
  db,
}) => {
  const admin = await openAs("administrator", fresh("adm-password"));
  const name = await addOperator(admin, fresh("own"), "Oda Own");
  await admin.getByRole("dialog").getByRole("button", { name: "Add and show the link" }).click();
  const link = await readLink(admin, name);
  const contexts = [
    await browser.newContext({ reducedMotion: "reduce" }),
    await browser.newContext(),
  ] as const;
  const [page, elsewhere] = [await contexts[0].newPage(), await contexts[1].newPage()];
  await page.goto(link);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await page.waitForURL(/\/sessions/);
  await elsewhere.goto("/sign-in");
  await elsewhere.getByRole("textbox", { name: "Name" }).fill(name);
  await elsewhere.getByLabel("Password").fill(PASSWORD);
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await elsewhere.waitForURL(/\/sessions/);

  await page.getByRole("button", { name: /signed in$/ }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await page.waitForURL(/\/settings\/account$/);
  await expect(page.getByRole("table", { name: "Sign-ins" }).locator("tbody").getByRole("row")).toHaveCount(
    2,
  );
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  await page.getByLabel("Present password").fill("not this one");
  await page.getByLabel("New password").fill("another long sentence");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("This is not your present password.")).toBeVisible();
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Changed; 1 other sign-in ended")).toBeVisible();
  await elsewhere.goto("/sessions");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await page.reload();
  await expect(page.getByText("this browser", { exact: true })).toBeVisible();
  const names = await db.prisma.trail.findMany({ where: { actor: { path: ["name"], equals: name } } });
  expect(names.map((one) => one.name)).toContain("operator.change_password");
  // What only administrators see is not there.
  await expect(page.getByRole("navigation", { name: "Settings" }).getByRole("link")).toHaveText([
    "Your account",
  ]);
  for (const context of contexts) await context.close();
});
