import type { Page } from "@playwright/test";
import { StandInServer } from "@/lib/services/superoffice/testing/stand-in-server";
import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

const PATIENT = { timeout: 60_000 };

test.afterEach(async ({ db }) => {
  // There is one connection: what a test has set must not read on behind the next.
  await db.prisma.superOfficeConnection.deleteMany();
  await db.prisma.superOfficeRun.deleteMany();
});

const runs = (page: Page) => page.getByRole("table", { name: "Runs" }).locator("tbody").getByRole("row");

async function setServer(page: Page, url: string, authorization: string): Promise<void> {
  await page.goto("/settings/superoffice");
  await page.getByRole("textbox", { name: "Address, with its customer" }).fill(url);
  await page.getByLabel("Authorization", { exact: true }).fill(authorization);
  await page.getByRole("button", { name: "Set the server" }).click();
}

test("a server is set, its users are linked by SID, and who was logged off here is logged off there", async ({
  openAs,
  startHost,
  db,
}) => {
  test.setTimeout(180_000);
  const host = await startHost("TS-SUPER");
  await host.logOn({ name: "so.linked", displayName: "Siri Linked" });
  await host.listed();
  const { key } = await db.prisma.account.findFirstOrThrow({ where: { name: "so.linked" } });
  const server = await StandInServer.start([
    { id: 71, name: "so.linked", sid: key, isLoggedOn: true },
    { id: 72, name: "so.web <b>only</b>", isLoggedOn: false },
  ]);
  try {
    const page = await openAs("administrator", "adm-superoffice");
    await page.goto("/settings/superoffice");
    expect(await findBarriers(page)).toEqual([]);
    await setServer(page, server.url, "right");
    await expect(page.getByText("Begin with Basic, Bearer or SOTicket")).toBeVisible();
    await page.getByLabel("Authorization", { exact: true }).fill("SOTicket right");
    await page.keyboard.press("Enter");

    // The gateway reads by itself what was never read.
    await expect(runs(page).first()).toContainText("2 users read, 1 linked, 1 not linked", PATIENT);
    const unlinked = page.getByRole("table", { name: "Not linked" });
    await expect(unlinked.getByRole("row").filter({ hasText: "so.web" })).toContainText(
      "No Active Directory credential",
    );
    await expect(page.getByLabel("Authorization", { exact: true })).toHaveValue("");
    expect(await page.content()).not.toContain("SOTicket right");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await findBarriers(page)).toEqual([]);
    }
    await page.getByRole("button", { name: "Read its users now" }).click();
    await expect(runs(page)).toHaveCount(2, PATIENT);
    await expect(runs(page).first()).toContainText("adm-superoffice");

    await page.getByRole("checkbox", { name: "Also call LogOffWindowsUsers there" }).click();
    await expect(page.getByRole("checkbox", { name: "Also call LogOffWindowsUsers there" })).toBeChecked();
    const other = await openAs("operator", "op-superoffice");
    await other.goto("/sessions?q=host:TS-SUPER");
    await other.getByRole("checkbox", { name: /^Select all/ }).check();
    await other.getByRole("button", { name: "Log off…" }).click();
    const dialog = other.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Hung client");
    await pressLogOff(dialog);
    await other.waitForURL(/\/orders\/\d+$/, PATIENT);
    await expect(runs(page).first()).toContainText("1 no longer listed as logged on", PATIENT);
    await expect(
      runs(page)
        .first()
        .getByRole("link", { name: /^order \d+$/ }),
    ).toBeVisible();
    expect(server.users.find(({ id }) => id === 71)?.isLoggedOn).toBe(false);

    await page.getByRole("button", { name: "Forget it" }).click();
    await page.getByRole("button", { name: "Really forget it" }).click();
    await expect(page.getByRole("button", { name: "Set the server" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Associates" })).toHaveCount(0);
  } finally {
    await server.stop();
  }
});

test("an address inside the network is judged before anything is sent, and the page says how to allow it", async ({
  openAs,
}) => {
  const page = await openAs("administrator", "adm-superoffice-inner");
  await setServer(page, "http://10.255.255.1/Cust1", "SOTicket right");
  await expect(page.getByText("Plain http: whoever is on the way can read the authorization.")).toBeVisible();
  await expect(runs(page).first()).toContainText(
    "leads to 10.255.255.1, an address inside this network",
    PATIENT,
  );
  await expect(runs(page).first()).toContainText("CURFEW_ALERT_NETWORKS");
});

test("nobody but an administrator comes here", async ({ openAs }) => {
  const page = await openAs("operator", "op-superoffice-refused");
  const answer = await page.goto("/settings/superoffice");
  expect(answer?.status()).toBe(403);
  await page.goto("/settings");
  await expect(page.getByRole("link", { name: "SuperOffice" })).toHaveCount(0);
});
