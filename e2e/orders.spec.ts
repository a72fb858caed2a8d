import type { Page } from "@playwright/test";
import type { Role } from "@/lib/domain/actor";
import type { Database } from "@/lib/storage/database";
import { findBarriers } from "./fixtures/axe";
import { expect, type TestHost, test } from "./fixtures/test";

type OpenAs = (role: Role, name?: string) => Promise<Page>;

/** The Log off dialog, for everyone on one host. */
async function openDialog(page: Page, host: TestHost, people: number) {
  await host.listed();
  await page.goto(`/sessions?q=host:${host.name}`);
  await expect(page.getByRole("row").filter({ hasText: host.name })).toHaveCount(people);
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/this is how (it|they) stood/)).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Maintenance");
  return dialog;
}

async function openForHost(openAs: OpenAs, host: TestHost, people: number, name: string) {
  const page = await openAs("operator", name);
  return { page, dialog: await openDialog(page, host, people) };
}

const targets = (page: Page) =>
  page.getByRole("table", { name: "Targets" }).locator("tbody").getByRole("row");

async function protect(db: Database, name: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await db.prisma.associate.updateMany({ where: { name }, data: { isProtected: true } })).count,
    )
    .toBe(1);
}

test("with a grace people are warned, the time that is left runs, and a cancel lets everyone stay", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-GRACE");
  await host.logOn({ name: "g.one", displayName: "Gro One" });
  const locked = await host.logOn({ name: "g.two", displayName: "Gro Two" });
  await host.lock(locked);
  const { page, dialog } = await openForHost(openAs, host, 2, "op-grace");
  await dialog.getByRole("radio", { name: "15 min", exact: true }).first().click();
  await expect(dialog.getByText("You will be logged off in 15 minutes. Save your work.")).toBeVisible();
  await expect(dialog.getByText("In 1 session nobody would see it now")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("button", { name: /^Log off 2 sessions/ }).click();

  await page.waitForURL(/\/orders\/\d+$/);
  await expect(page.getByRole("timer", { name: "Time left until log off" })).toContainText(/^1[45]:\d\d$/);
  await expect(targets(page).filter({ hasText: "Warned" })).toHaveCount(2);
  await expect(targets(page).filter({ hasText: "g.two" })).toContainText("not shown: the screen is locked");
  expect((await host.shown()).map((message) => message.text)).toEqual([
    "You will be logged off in 15 minutes. Save your work.",
  ]);
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Cancel the rest" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the rest" }).click();
  await expect(targets(page).filter({ hasText: "Cancelled" })).toHaveCount(2);
  expect(await host.sessions()).toHaveLength(2);
});

test("a message is shown and ends nothing; where nobody would see it, that is said before", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-MESSAGE");
  await host.logOn({ name: "m.one", displayName: "Mia One" });
  await host.lock(await host.logOn({ name: "m.two", displayName: "Mia Two" }));
  const { page, dialog } = await openForHost(openAs, host, 2, "op-message");
  await dialog.getByRole("radio", { name: "Message", exact: true }).click();
  await expect(dialog.getByText("its screen is locked")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Message" }).fill("The canteen closes at two.");
  await dialog.getByRole("button", { name: /^Message 1 session/ }).click();
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(targets(page)).toHaveCount(1);
  await expect(targets(page).first()).toContainText("Done");
  expect((await host.shown()).map((message) => message.text)).toEqual(["The canteen closes at two."]);
  expect(await host.sessions()).toHaveLength(2);
});

test("a protected associate needs a second operator; one's own word does not count", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-GUARDED");
  await host.logOn({ name: "guarded.one", displayName: "Gudrun Guarded" });
  await protect(db, "guarded.one");
  const { page, dialog } = await openForHost(openAs, host, 1, "op-asks");
  await expect(dialog.getByText("protected: a second operator must approve")).toBeVisible();
  await dialog.getByRole("button", { name: "Include 1 protected" }).click();
  await expect(dialog.getByText("A second operator must approve this order")).toBeVisible();
  await dialog.getByRole("button", { name: /^Log off 1 session/ }).click();
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(page.getByText("Needs approval")).toBeVisible();
  await expect(page.getByText("You asked for it yourself: somebody else must decide.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect(await host.sessions()).toHaveLength(1);

  const second = await openAs("operator", "op-decides");
  await second.goto("/orders?view=approve");
  await expect(second.getByRole("navigation", { name: "Curfew" })).toContainText("to approve");
  await second.goto(page.url());
  expect(await findBarriers(second)).toEqual([]);
  await second.getByRole("textbox", { name: "Note" }).fill("Agreed on the phone");
  await second.getByRole("button", { name: "Approve" }).click();
  await expect(targets(second).first()).toContainText("Proved");
  await expect(second.getByText("order.approve")).toBeVisible();
  await expect(targets(page).first()).toContainText("Proved");
  expect(await host.sessions()).toEqual([]);

  // On paper: who asked, why, who agreed, which session, each step, and the record that proves it.
  const { logonId } = await db.prisma.logoffTarget.findFirstOrThrow({ where: { host: { name: host.name } } });
  await second.getByRole("link", { name: "Print" }).click();
  await expect(
    second.getByRole("heading", { level: 1, name: /^Order \d+: Log off 1 session$/ }),
  ).toBeVisible();
  const fact = (name: string) =>
    second.locator("dt", { hasText: name }).locator("xpath=following-sibling::dd[1]");
  await expect(fact("Asked by")).toContainText(/^op-asks, \d{4}-\d\d-\d\dT.*Z, through web$/);
  await expect(fact("Reason")).toHaveText("Maintenance");
  await expect(fact("Ticket")).toHaveText("none");
  await expect(fact("Approval")).toContainText(
    /^approved by op-decides, .*, needed because a protected associate is in it$/,
  );
  const target = second.locator(".printed-target");
  await expect(target.getByRole("heading")).toContainText(
    /^guarded\.one on TS-GUARDED: proved by .*, record \d+$/,
  );
  await expect(target).toContainText(`logon ${logonId}`);
  const steps = target.getByRole("listitem");
  await expect(steps.first()).toContainText("queued, as it was asked for");
  await expect(steps.filter({ hasText: "proved, found in the log" })).toHaveCount(1);
  await expect(steps.filter({ hasText: "executed, says the host" })).toHaveCount(1);
  const trail = second.getByRole("table").getByRole("row");
  await expect(trail.filter({ hasText: "order.request" })).toContainText(/op-asks.*[0-9a-f]{64}/);
  await expect(trail.filter({ hasText: "order.approve" })).toContainText(/op-decides.*[0-9a-f]{64}/);
  await expect(
    second.getByText(/^(Signed by the gateway at|The gateway has not signed the trail since)/),
  ).toBeVisible();
  await second.emulateMedia({ media: "print" });
  await expect(second.getByRole("link", { name: /^Back to order/ })).toBeHidden();
});

test("the world changed since the preview: the order is refused in words, and the dialog looks again", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-CHANGED");
  const sessionId = await host.logOn({ name: "w.one", displayName: "Wim One" });
  await host.lock(sessionId);
  const { page, dialog } = await openForHost(openAs, host, 1, "op-changed");
  await expect(dialog.getByText("1 idle, locked or disconnected")).toBeVisible();
  await host.unlock(sessionId);
  const stateNow = async () =>
    (await db.prisma.liveSession.findFirst({ where: { host: { name: host.name } }, select: { state: true } }))
      ?.state;
  await expect.poll(stateNow).toBe("active");

  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByRole("alert")).toContainText(
    "The world has changed since the preview: 1 is active now. Look again.",
  );
  await expect(dialog.getByText("1 session is active right now")).toBeVisible();
  expect(await host.sessions()).toHaveLength(1);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(targets(page).first()).toContainText("Proved");
});

test("everything that a filter matches, on every page, is one order; the evidence goes on paper", async ({
  openAs,
  startHost,
}) => {
  test.slow();
  const host = await startHost("TS-FILTER");
  for (let i = 0; i < 104; i++) await host.logOn({ name: `f.${i}`, displayName: `Fay ${i}`, rid: 5_000 + i });
  await host.listed();
  const page = await openAs("operator", "op-filter");
  await page.goto("/sessions?q=host:TS-FILTER");
  await page.getByRole("checkbox", { name: "Select all 104 matching" }).check();
  await expect(page.getByRole("toolbar", { name: "Selection" })).toContainText("All 104 matching selected");
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog", { name: "Log off 104 sessions of 104 people on 1 host." });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The host is replaced");
  await expect(dialog.getByRole("status")).toHaveText("Type 104 to confirm");
  await dialog.getByRole("textbox", { name: /type 104 to confirm/ }).fill("104");
  await dialog.getByRole("button", { name: /^Log off 104 sessions/ }).click();
  await page.waitForURL(/\/orders\/\d+$/);
  const outcome = page.getByRole("region", { name: "Time to proof" });
  await expect(outcome).toContainText(/104\s*of 104 proved/, { timeout: 60_000 });
  expect(await host.sessions()).toEqual([]);

  await page.getByRole("link", { name: "Print" }).click();
  await expect(page.getByRole("heading", { name: /^Order \d+: Log off 104 sessions/ })).toBeVisible();
  await expect(page.getByText("order.request")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
});

test("a ghost is shown with what both say, and Reconcile asks the host again, by mouse and by keys", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-GHOST");
  await host.logOn({ name: "gh.one", displayName: "Gil One" });
  const found = () =>
    db.prisma.session.findFirst({
      where: { host: { name: host.name }, endKind: "open" },
      select: { id: true, hostId: true },
    });
  await expect.poll(async () => (await found()) !== null).toBe(true);
  const { hostId } = (await found()) ?? { hostId: 0 };
  // A pairing that went wrong: ended ten minutes ago by the log, while the host goes on listing it.
  const disagree = async () => {
    await expect.poll(async () => (await found()) !== null).toBe(true);
    await db.prisma.session.updateMany({
      where: { hostId },
      data: { endAt: new Date(Date.now() - 600_000), endKind: "logged_off", endBecause: "logoff" },
    });
  };
  const page = await openAs("operator", "op-ghost");
  const row = page.getByRole("table", { name: "Ghosts" }).getByRole("row").filter({ hasText: host.name });
  const button = row.getByRole("button", { name: `Reconcile ${host.name}` });
  const asks = () => db.prisma.trail.count({ where: { name: "host.reconcile", subject: `host:${hostId}` } });
  // The host lists everything again before it can be asked once more.
  const listed = async () =>
    (await db.prisma.host.findUniqueOrThrow({ where: { id: hostId } })).relistAskedAt === null;

  await disagree();
  await page.goto("/sessions/ghosts");
  await expect(row).toContainText("still on");
  await expect(row).toContainText("ended");
  expect(await findBarriers(page)).toEqual([]);
  await button.click();
  await expect(page.getByText(/is asked to list everything again/)).toBeVisible();
  await expect(row).toHaveCount(0);
  expect(await asks()).toBe(1);

  await expect.poll(listed, { timeout: 30_000 }).toBe(true);
  await disagree();
  await page.reload();
  await button.focus();
  await page.keyboard.press("Enter");
  await expect.poll(asks).toBe(2);
  await expect(row).toHaveCount(0);
});

test("what failed is tried again as a new order, by force", async ({ openAs, startHost }) => {
  const host = await startHost("TS-RETRY", { faults: { refuses: true } });
  await host.logOn({ name: "r.one", displayName: "Rut One" });
  const { page, dialog } = await openForHost(openAs, host, 1, "op-retry");
  await dialog.getByRole("button", { name: /^Log off 1 session/ }).click();
  await page.waitForURL(/\/orders\/\d+$/);
  const first = page.url();
  await expect(targets(page).first()).toContainText("Failed");
  await host.setFaults({ refuses: false });
  await page.getByRole("button", { name: "Retry failed…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Force off" }).click();
  await page.waitForURL((url) => /\/orders\/\d+$/.test(url.pathname) && url.href !== first);
  await expect(targets(page).first()).toContainText("Proved");
  await expect(page.getByRole("complementary", { name: "Order" })).toContainText("Retry of");
});
