import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

test.afterEach(async ({ db }) => {
  // A policy that stayed on would end the sessions of every other test.
  await db.prisma.policy.deleteMany();
});

test("a policy is written as a sentence, simulated, switched on, and ends what breaks it, proved", async ({
  openAs,
  startHost,
  db,
}) => {
  test.slow();
  const host = await startHost("TS-POLICY");
  const stays = await host.logOn({ name: "po.stays", displayName: "Pola Stays" });
  await host.listed();
  const idle = await host.logOn({ name: "po.idle", displayName: "Pia Idle" });
  await host.disconnect(idle);
  await host.listed();

  const page = await openAs("administrator", "adm-policies");
  await page.goto("/policies");
  await expect(page.getByRole("heading", { name: "No policy yet" })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "New policy…" }).click();
  const dialog = page.getByRole("dialog", { name: "New policy" });
  await dialog.getByRole("button", { name: "Unused" }).click();
  await dialog.getByRole("spinbutton", { name: "Unused for" }).fill("1");
  await dialog.getByRole("combobox", { name: "Unit" }).selectOption("minutes");
  await dialog.getByRole("combobox", { name: "Warn" }).selectOption("nobody");
  await dialog.getByRole("textbox", { name: "On the hosts", exact: true }).fill("TS-POLICY");
  await dialog.getByRole("button", { name: "Make the policy" }).click();
  await expect(dialog.getByText("Give it a name: orders and alerts show it.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Unused desks");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("From 5 minutes to 30 days.")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("spinbutton", { name: "Unused for" }).fill("5");
  const sentence = "Every session on TS-POLICY that nobody has used for 5 minutes is logged off at once.";
  await expect(dialog.getByText(sentence)).toBeVisible();
  await dialog.getByRole("button", { name: "Make the policy" }).click();

  await page.waitForURL(/\/policies\/\d+$/);
  await expect(page.getByText(sentence)).toBeVisible();
  const on = page.getByRole("button", { name: "Switch on" });
  await expect(on).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Simulate the last 7 days" }).click();
  await expect(page.getByText(/Would have ended 0 sessions/)).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await on.click();
  await page.getByRole("button", { name: "Really switch on" }).click();
  await expect(page.getByRole("button", { name: "Switch off" })).toBeVisible();

  // On the machine that began a moment ago: that it was long ago is told to the database alone.
  const longAgo = new Date(Date.now() - 600_000);
  const found = page.getByRole("table", { name: "What it found" });
  await expect(async () => {
    await db.prisma.liveSession.updateMany({
      where: { host: { name: host.name }, sessionId: idle },
      data: { stateSince: longAgo },
    });
    await expect(found.getByRole("row").filter({ hasText: "po.idle" })).toContainText(/Order \d+/, {
      timeout: 15_000,
    });
  }).toPass({ timeout: 90_000 });
  await found
    .getByRole("link", { name: /^Order \d+/ })
    .first()
    .click();
  await expect(page.getByText(/Policy Unused desks: Every session on TS-POLICY/).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Time to proof" })).toContainText(/1\s*of 1 proved/, {
    timeout: 60_000,
  });
  expect((await host.sessions()).map(({ sessionId }) => sessionId)).toEqual([stays]);
});

test("an auditor reads policies and changes none; a changed one is off until simulated again", async ({
  openAs,
  db,
}) => {
  const terms = {
    scope: { hosts: ["NOWHERE-*"], groups: [] },
    except: { associates: [], hosts: [] },
    rule: { kind: "concurrent", most: 2 },
    steps: { graceMinutes: 15, verb: "log_off", thenLogOffAfterMinutes: null },
  };
  const made = { createdBy: { kind: "system", name: "cli" }, createdAt: new Date(), changedAt: new Date() };
  const { id } = await db.prisma.policy.create({ data: { name: "Two at most", terms, ...made } });
  const auditor = await openAs("auditor", "aud-policies");
  await auditor.goto("/policies");
  await auditor.getByRole("link", { name: "Two at most" }).click();
  await expect(auditor.getByText(/beyond 2 at a time/)).toBeVisible();
  await expect(auditor.getByRole("button", { name: "Switch on" })).toHaveCount(0);

  const page = await openAs("administrator", "adm-policies-change");
  await page.goto(`/policies/${id}`);
  await page.getByRole("button", { name: "Simulate the last 7 days" }).press("Enter");
  await expect(page.getByText(/Would have ended 0 sessions/)).toBeVisible();
  await page.getByRole("button", { name: "Only watch" }).press("Enter");
  await expect(page.getByRole("button", { name: "Switch off" })).toBeVisible();
  await page.getByRole("button", { name: "Change…" }).press("Enter");
  await page.getByRole("spinbutton", { name: "At most" }).fill("3");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await expect(page.getByText(/beyond 3 at a time/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Simulate the last 7 days" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch off" })).toHaveCount(0);
  await page.getByRole("button", { name: "Remove" }).press("Enter");
  await page.getByRole("button", { name: "Really remove" }).press("Enter");
  await page.waitForURL(/\/policies$/);
  await expect(page.getByRole("heading", { name: "No policy yet" })).toBeVisible();
});
