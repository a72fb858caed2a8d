import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

let server: Server | undefined;
test.afterEach(async ({ db }) => {
  server?.closeAllConnections();
  server?.close();
  await db.prisma.alertChannel.deleteMany();
});

/** Somebody's chat room; it answers with these in turn, then with 200. */
async function startReceiver(statuses: readonly number[] = []) {
  const got: { type: string; title: string; text: string }[] = [];
  let n = 0;
  const receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const status = statuses[n++] ?? 200;
    if (status === 200) got.push(JSON.parse(body));
    response.writeHead(status).end(status === 200 ? "ok" : "not now");
  });
  server = receiver;
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  return { got, url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/room/secret` };
}

test("a channel is made and tried, and tells of an order that missed somebody", async ({
  openAs,
  startHost,
}) => {
  const { got, url } = await startReceiver();
  const page = await openAs("administrator", "adm-alerts");
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { name: "Nobody is told" })).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "New channel…" }).click();
  const dialog = page.getByRole("dialog", { name: "New channel" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Night shift");
  await dialog.getByRole("textbox", { name: "URL" }).fill("chat.example");
  await dialog.getByRole("checkbox", { name: /^Ghost/ }).uncheck();
  await dialog.getByRole("button", { name: "Make the channel" }).click();
  await expect(dialog.getByText("This is no URL: begin with https://")).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole("textbox", { name: "URL" }).fill(url);
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);

  const channel = page
    .getByRole("table", { name: "Channels" })
    .getByRole("row")
    .filter({ hasText: "Night shift" });
  await expect(channel).toContainText("http://127.0.0.1");
  await expect(channel).not.toContainText("secret");
  await channel.getByRole("button", { name: "Send a test to Night shift" }).click();
  const deliveries = page.getByRole("table", { name: "Deliveries" });
  await expect(deliveries.getByRole("row").filter({ hasText: "Test" })).toContainText("Sent", {
    timeout: 20_000,
  });
  expect(got).toMatchObject([{ type: "test", title: "Curfew can reach you" }]);

  const host = await startHost("TS-ALERT", { faults: { refuses: true } });
  await host.logOn({ name: "al.one", displayName: "Alma One" });
  await host.listed();
  const operator = await openAs("operator", "op-alerts");
  await operator.goto(`/sessions?q=host:${host.name}`);
  await operator.getByRole("row").filter({ hasText: host.name }).getByRole("checkbox").check();
  await operator.getByRole("button", { name: "Log off…" }).click();
  const order = operator.getByRole("dialog");
  await order.getByRole("textbox", { name: "Reason" }).fill("The host is replaced");
  await pressLogOff(order);
  await operator.waitForURL(/\/orders\/\d+$/);
  const id = operator.url().split("/").at(-1);
  const title = `Order ${id} missed 1 of 1 session`;
  await expect(deliveries.getByRole("row").filter({ hasText: title })).toContainText("Sent", {
    timeout: 60_000,
  });
  expect(got.at(-1)).toMatchObject({ type: "order.missed", title });
  await deliveries.getByRole("link", { name: title }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${id}$`));
});

test("a receiver that is away is tried again; off, changed and removed by keyboard; others see nothing of it", async ({
  openAs,
  db,
}) => {
  const { got, url } = await startReceiver([500]);
  const page = await openAs("administrator", "adm-alerts-keys");
  const created = { createdBy: { kind: "system", name: "cli" }, createdAt: new Date() };
  const { id } = await db.prisma.alertChannel.create({
    data: { name: "Desk", kind: "webhook", address: url, events: ["host.silent"], ...created },
  });
  await page.goto("/alerts");
  const channels = page.getByRole("table", { name: "Channels" });
  await channels.getByRole("button", { name: "Send a test to Desk" }).focus();
  await page.keyboard.press("Enter");
  const row = page.getByRole("table", { name: "Deliveries" }).getByRole("row").filter({ hasText: "Desk" });
  await expect(row).toContainText(/Attempt 1 of 7 failed|Sent/, { timeout: 20_000 });
  await expect(row).toContainText("Sent", { timeout: 30_000 });
  expect(got).toHaveLength(1);

  await channels.getByRole("button", { name: "Switch off Desk" }).press("Enter");
  await expect(channels.getByRole("button", { name: "Switch on Desk" })).toBeVisible();
  await expect(channels.getByRole("button", { name: "Send a test to Desk" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await channels.getByRole("button", { name: "Change Desk" }).press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("Front desk");
  await page.keyboard.press("Enter");
  await expect(channels).toContainText("Front desk");
  await channels.getByRole("button", { name: "Remove Front desk" }).press("Enter");
  await channels.getByRole("button", { name: "Really remove Front desk" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Nobody is told" })).toBeVisible();
  expect(await db.prisma.alertChannel.findUnique({ where: { id } })).toMatchObject({ name: "Front desk" });

  const operator = await openAs("operator", "op-alerts-none");
  await operator.goto("/alerts");
  await expect(operator.getByRole("heading", { name: "Channels" })).toHaveCount(0);
});
