import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

const record = (host: string) => ({
  "@timestamp": "2026-05-04T08:00:00.000Z",
  winlog: {
    channel: "Security",
    provider_name: "Microsoft-Windows-Security-Auditing",
    computer_name: host,
    event_id: "4624",
    record_id: 1,
    event_data: {
      TargetUserSid: "S-1-5-21-1-2-3-1104",
      TargetUserName: "a.user",
      TargetDomainName: "CORP",
      TargetLogonId: "0x26159",
      LogonType: "2",
    },
  },
});

test("a token from the page to the first records, and its end", async ({ openAs, product }) => {
  const page = await openAs("administrator", "Tokens Admin");
  await page.goto("/tokens");
  const label = `Collector ${Date.now()}`;
  await page.getByRole("textbox", { name: "Label" }).fill(label);
  await page.getByRole("textbox", { name: "Into group" }).fill("Shipped");
  await expect(page.getByRole("checkbox", { name: /^Ingest/ })).toBeChecked();
  await page.getByRole("button", { name: "Make a token" }).click();
  const shown = page.getByRole("region", { name: "New token" });
  const token = (await shown.locator("code").textContent()) ?? "";
  expect(token).toMatch(/^cf_api_[A-Za-z0-9_-]{43}$/);

  for (const shipper of [
    "Winlogbeat",
    "NXLog",
    "OpenTelemetry",
    "Fluent Bit",
    "rsyslog",
    "syslog-ng",
    "PowerShell",
  ]) {
    await page.getByRole("group", { name: "Shipper" }).getByRole("button", { name: shipper }).click();
    await expect(page.locator(".cmd.config pre")).toContainText(token);
  }
  expect(await findBarriers(page)).toEqual([]);

  const ship = (body: string) =>
    fetch(`${product.gatewayUrl}/ingest/ndjson`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body,
    });
  const answer = await ship(`${JSON.stringify(record(`SHIPPED-${Date.now()}`))}\nnonsense <b>\n`);
  expect(await answer.json()).toMatchObject({ received: 2, kept: 1, rejected: 1 });

  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
  const came = page.getByRole("table", { name: "What came in" }).getByRole("row").filter({ hasText: label });
  await expect(came.getByRole("cell")).toHaveText([label, "1", "0", "0", "1"]);
  await page.getByText(`Rejected of ${label}`).click();
  await expect(page.getByText("nonsense <b>")).toBeVisible();

  const row = page.getByRole("table", { name: "API tokens" }).getByRole("row").filter({ hasText: label });
  await row.getByRole("button", { name: `Revoke ${label}` }).click();
  await row.getByRole("button", { name: `Really revoke ${label}` }).click();
  await expect(row).toContainText("revoked");
  expect((await ship("{}")).status).toBe(401);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await findBarriers(page)).toEqual([]);
});

test("what cannot be a token is told beside its field", async ({ openAs }) => {
  const page = await openAs("administrator", "Tokens Careless");
  await page.goto("/tokens");
  await page.getByRole("checkbox", { name: /^Ingest/ }).uncheck();
  await page.getByRole("textbox", { name: "Label" }).fill("No scope");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.getByText("Choose what it is for.")).toBeVisible();
  await page.getByRole("checkbox", { name: /^Read/ }).check();
  await page.getByRole("textbox", { name: "Label" }).fill(" ");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.getByText("Give it a label")).toBeVisible();
});

test("only administrators see tokens", async ({ openAs }) => {
  const page = await openAs("operator", "Tokens Operator");
  expect((await page.goto("/tokens"))?.status()).toBe(403);
  await page.goto("/sessions");
  await expect(page.getByRole("link", { name: "API tokens" })).toHaveCount(0);
});
