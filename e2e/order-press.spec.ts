import type { Page } from "@playwright/test";
import { expect, type TestHost, test } from "./fixtures/test";

/** The press that orders: what the server sees of it is what was on the screen, and none is without a word. */

async function openDialog(page: Page, host: TestHost) {
  await host.listed();
  await page.goto(`/sessions?q=host:${host.name}`);
  await page.getByRole("row").filter({ hasText: host.name }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  return page.getByRole("dialog");
}

/** Holds every answer to the page's actions back until `show`. */
async function holdActions(page: Page) {
  let show = () => {};
  const mayShow = new Promise<void>((resolve) => {
    show = resolve;
  });
  const isAction = (url: URL) => /^\/sessions/.test(url.pathname);
  await page.route(isAction, async (route) => {
    if (route.request().method() === "POST") await mayShow;
    await route.continue();
  });
  return show;
}

for (const way of ["keyboard", "mouse"] as const)
  test(`pressed before the preview is there, nothing is asked, and that is said: ${way}`, async ({
    openAs,
    startHost,
  }) => {
    const host = await startHost(`TS-EARLY-${way.toUpperCase()}`);
    await host.logOn({ name: `e.${way}`, displayName: "Eva One" });
    const page = await openAs("operator", `op-early-${way}`);
    const dialog = await openDialog(page, host);
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Maintenance");
    await expect(dialog.getByText("this is how it stood")).toBeVisible();
    const show = await holdActions(page);
    await dialog.getByRole("radio", { name: "Force off" }).click();
    await expect(dialog.getByRole("status")).toHaveText("Looking who would be hit…");
    const order = dialog.getByRole("button", { name: /^Force off 1 session/ });
    if (way === "keyboard") await dialog.getByRole("textbox", { name: "Reason" }).press("Control+Enter");
    else await order.click({ force: true });
    show();
    await expect(dialog.getByRole("status")).toHaveText("Nothing was asked yet: look, then press again");
    expect(await host.sessions()).toHaveLength(1);
    if (way === "keyboard") await page.keyboard.press("Control+Enter");
    else await order.click();
    await page.waitForURL(/\/orders\/\d+$/);
  });

test("pressed without a reason, the field is named and gone to", async ({ openAs, startHost }) => {
  const host = await startHost("TS-NOWHY");
  await host.logOn({ name: "n.why", displayName: "Nora Why" });
  const dialog = await openDialog(await openAs("operator", "op-nowhy"), host);
  await expect(dialog.getByText("this is how it stood")).toBeVisible();
  await dialog.getByRole("button", { name: /^Log off 1 session/ }).click({ force: true });
  await expect(dialog.getByText("Say why.")).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toBeFocused();
  expect(await host.sessions()).toHaveLength(1);
});

test("a page that is read anew behind the dialog leaves the preview and the button as they are", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-BEHIND");
  await host.logOn({ name: "b.hind", displayName: "Bea Hind" });
  await host.listed();
  const page = await openAs("operator", "op-behind");
  const { id } = await db.prisma.host.findFirstOrThrow({ where: { name: host.name } });
  await page.goto(`/hosts/${id}`);
  await page.getByRole("button", { name: /^Log off b\.hind from / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Maintenance");
  const order = dialog.getByRole("button", { name: /^Log off 1 session/ });
  await expect(order).toBeEnabled();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.headers()["next-action"]) asked.push(request.url());
  });
  await host.logOn({ name: "l.later", displayName: "Lea Later" });
  await expect(page.getByText("l.later", { exact: true }).first()).toBeAttached();
  await expect(order).toBeEnabled();
  expect(asked).toEqual([]);
});

test("the preview moves no button that somebody is about to press", async ({ openAs, startHost }) => {
  const host = await startHost("TS-STILL");
  await host.logOn({ name: "s.still", displayName: "Sam Still" });
  await host.listed();
  const page = await openAs("operator", "op-still");
  await page.goto(`/sessions?q=host:${host.name}`);
  await page.getByRole("row").filter({ hasText: host.name }).getByRole("checkbox").check();
  const show = await holdActions(page);
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  const cancel = dialog.getByRole("button", { name: "Cancel", exact: true });
  await expect(dialog.getByRole("status")).toHaveText("Looking who would be hit…");
  const before = await cancel.boundingBox();
  show();
  await expect(dialog.getByText("this is how it stood")).toBeVisible();
  expect((await cancel.boundingBox())?.y).toBe(before?.y);
});
