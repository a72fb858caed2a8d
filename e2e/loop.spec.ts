import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

const ANNA = { name: "a.berg", displayName: "Anna Berg" };

test("an operator logs a session off and sees it proved, live", async ({ openAs, startHost }) => {
  const page = await openAs("operator");
  await page.goto("/sessions?q=host:TS-LOOP");
  const host = await startHost("TS-LOOP");
  await host.logOn(ANNA, { clientAddress: "10.0.0.7", clientName: "LT-0893" });

  const row = page.getByRole("row").filter({ hasText: "TS-LOOP" });
  await expect(row).toContainText("Active");
  await expect(row).toContainText("a.berg");

  await row.getByRole("checkbox", { name: "Select a.berg on TS-LOOP" }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog", { name: "Log off 1 session of 1 person on 1 host." });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The session hangs");
  await dialog.getByRole("textbox", { name: "Ticket" }).fill("INC-7");
  expect(await findBarriers(page)).toEqual([]);
  await pressLogOff(dialog);

  await page.waitForURL(/\/orders\/\d+$/);
  const orderId = page.url().split("/").at(-1);
  const target = page.getByRole("table", { name: "Targets" }).getByRole("row").nth(1);
  await expect(target).toContainText("Proved");
  await expect(target).toContainText(/4647|4634/);
  await expect(page.getByText("The session hangs")).toBeVisible();
  await expect(page.getByText("order.request")).toBeVisible();

  expect(await host.sessions()).toEqual([]);
  await target.getByRole("link").first().click();
  await expect(page.getByText(/queued/i).first()).toBeVisible();

  await page.goto("/associates?q=a.berg");
  await page.getByRole("link", { name: "a.berg", exact: true }).first().click();
  await page.waitForURL(/\/associates\/\d+/);
  await page.goto(`${page.url().split("?")[0]}?view=table`);
  const session = page.getByRole("row").filter({ hasText: "TS-LOOP" }).first();
  await expect(session).toContainText(`order ${orderId}`);
});

test("a session logged off by the person themselves leaves open pages within a second", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-SELF");
  const sessionId = await host.logOn({ name: "b.self", displayName: "Bo Self" });
  const page = await openAs("auditor");
  await page.goto("/sessions?q=host:TS-SELF");
  const row = page.getByRole("row").filter({ hasText: "TS-SELF" });
  await expect(row).toContainText("Active");
  await host.lock(sessionId);
  await expect(row).toContainText("Locked", { timeout: 1_000 });
  await host.logOff(sessionId);
  await expect(row).toContainText("Ended", { timeout: 1_000 });
  await expect(page.getByRole("row").filter({ hasText: "TS-SELF" })).toHaveCount(0);
});
