import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page } from "@playwright/test";
import type * as SuperOffice from "@superoffice/webapi";
import type { Database } from "@/lib/storage/database";
import { findBarriers } from "./fixtures/axe";
import { sha256 } from "./fixtures/sign-in";
import type { RemoteHost } from "./fixtures/simulated-host";
import { expect, test } from "./fixtures/test";

// Its module build does not load in plain Node.
const webapi: typeof SuperOffice = createRequire(import.meta.url)("@superoffice/webapi");

/** A script is seen within a second, and each run is a process: a busy machine takes its time. */
const PATIENTLY = { timeout: 60_000 };
test.describe.configure({ timeout: 180_000 });

interface Folder {
  readonly folder: string;
}

const fileOf = ({ folder }: Folder, name: string) => path.join(folder, "hooks", name);
function write(product: Folder, name: string, source: string): void {
  mkdirSync(path.join(product.folder, "hooks"), { recursive: true });
  writeFileSync(fileOf(product, name), source);
}
const before = (body: string) =>
  `export async function BeforeLogOffWindowsUsersAsync(associateIds, cancellationToken, eventState) { ${body} }\n`;
const after = (body: string) =>
  `export async function AfterLogOffWindowsUsersAsync(associateIds, cancellationToken, returnValue) { ${body} }\n`;

test.afterEach(({ product }) => rmSync(path.join(product.folder, "hooks"), { recursive: true, force: true }));

async function makeToken(db: Database): Promise<string> {
  const token = `cf_api_${randomBytes(32).toString("base64url")}`;
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + 3_600_000);
  const facts = {
    hash: sha256(token),
    label: "Hooks",
    role: "operator",
    scopes: ["webapi"],
    createdBy: { kind: "system", name: "cli" },
  };
  await db.prisma.apiToken.create({ data: { ...facts, createdAt, expiresAt } });
  return token;
}

/** Logs somebody on, and off again by SuperOffice's own client. */
async function callFor(host: RemoteHost, name: string, db: Database, gatewayUrl: string): Promise<number> {
  await host.logOn({ name, displayName: `Hal ${name}` });
  const find = () => db.prisma.associate.findFirst({ where: { name, liveSessions: { some: {} } } });
  await expect.poll(async () => (await find())?.id ?? 0, PATIENTLY).toBeGreaterThan(0);
  const associate = await find();
  const agent = new webapi.AssociateAgent({
    baseUrl: `${gatewayUrl}/Cust1`,
    axiosConfig: { headers: { Authorization: `SOTicket ${await makeToken(db)}`, "SO-AppToken": "app" } },
  });
  expect(await agent.logOffWindowsUsersAsync([associate?.id ?? 0])).toBe("");
  const target = await db.prisma.logoffTarget.findFirst({ where: { associateId: associate?.id ?? 0 } });
  return target?.orderId ?? 0;
}

const script = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).first();
const runOf = (page: Page, name: string) =>
  page.getByRole("table", { name: "Run log" }).getByRole("row").filter({ hasText: name });

test("a call by the official client runs the scripts; their page, the order and its evidence tell of it", async ({
  openAs,
  startHost,
  product,
  db,
}) => {
  write(product, "10-note.js", before('console.log("looked <b>up</b>"); eventState.value = { note: 1 };'));
  write(product, "20-broken.ts", after('throw new Error("no ticket <i>here</i>");'));
  const page = await openAs("administrator", "Hooks Admin");
  await page.goto("/hooks");
  await expect(script(page, "10-note.js")).toBeVisible(PATIENTLY);
  await expect(script(page, "20-broken.ts")).toBeVisible(PATIENTLY);
  const host = await startHost("TS-HOOKS");
  const orderId = await callFor(host, "h.called", db, product.gatewayUrl);

  await expect(runOf(page, "10-note.js").first()).toContainText("Added note", PATIENTLY);
  await expect(runOf(page, "20-broken.ts").first()).toContainText("Threw; the call went on");
  await runOf(page, "20-broken.ts").first().getByRole("link").first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^Run \d+$/ })).toContainText("no ticket <i>here</i>");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }

  await runOf(page, "10-note.js")
    .first()
    .getByRole("link", { name: String(orderId), exact: true })
    .click();
  await page.waitForURL(/\/orders\/\d+$/);
  const told = page.getByRole("region", { name: "Hooks" });
  await expect(told.getByRole("listitem")).toHaveCount(2);
  await expect(told).toContainText("Printed: looked <b>up</b>");
  await expect(told).toContainText("Error: Error: no ticket <i>here</i>");
  await expect(page.getByRole("table", { name: "Targets" })).toContainText("Proved", PATIENTLY);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  const pack = await (await page.request.get(`/orders/${orderId}/evidence`)).json();
  expect(pack.hookRuns).toMatchObject([
    { event: "before", script: "10-note.js", state: "ok" },
    { event: "after", script: "20-broken.ts", state: "threw" },
  ]);
  await told.getByRole("link", { name: "After · 20-broken.ts" }).click();
  await expect(page.getByRole("region", { name: /^Run \d+$/ })).toContainText("no ticket <i>here</i>");
  await page.goto(`/orders/${orderId}/print`);
  await expect(page.getByText("no ticket <i>here</i>")).toBeVisible();
});

test("a script is switched off and on by keyboard, on the trail; who only reads has no switch", async ({
  openAs,
  startHost,
  product,
  db,
}) => {
  write(product, "30-quiet.js", before('console.log("ran");'));
  const page = await openAs("administrator", "Hooks Switch");
  await page.goto("/hooks");
  const toggle = page.getByRole("checkbox", { name: "30-quiet.js runs" });
  await expect(toggle).toBeChecked(PATIENTLY);
  await toggle.focus();
  await page.keyboard.press("Space");
  await expect(toggle).not.toBeChecked();
  await expect(page.getByText("Switched off")).toBeVisible();
  const host = await startHost("TS-HOOKS-OFF");
  await callFor(host, "h.off", db, product.gatewayUrl);
  expect(await db.prisma.hookRun.count({ where: { script: "30-quiet.js", isDry: false } })).toBe(0);

  await expect(toggle).toBeEnabled();
  await toggle.focus();
  await page.keyboard.press("Space");
  await expect(toggle).toBeChecked();
  const trail = () =>
    db.prisma.trail.findMany({
      where: { subject: { contains: "30-quiet.js" } },
      orderBy: { seq: "asc" },
    });
  // The switch shows what was pressed before the server has answered.
  await expect
    .poll(async () => (await trail()).map(({ name }) => name))
    .toEqual(["hook.switch_off", "hook.switch_on"]);

  const auditor = await openAs("auditor", "Hooks Auditor");
  await auditor.goto("/hooks");
  await expect(script(auditor, "30-quiet.js")).toBeVisible();
  await expect(auditor.getByRole("checkbox")).toHaveCount(0);
});

test("a script that is changed on disk is another at once, and one that does not load says why", async ({
  openAs,
  product,
}) => {
  write(product, "40-change.js", before('console.log("one");'));
  const page = await openAs("operator", "Hooks Reader");
  await page.goto("/hooks?s=40-change.js");
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("complementary", { name: "Script 40-change.js" })).toBeVisible();
  }).toPass(PATIENTLY);
  const source = page.getByRole("region", { name: "Source" });
  await expect(source).toContainText('"one"');
  write(product, "40-change.js", before('console.log("two and more");'));
  await expect(source).toContainText('"two and more"', PATIENTLY);
  write(product, "40-change.js", "export function (");
  await expect(page.getByText("It does not load, and calls go on without it")).toBeVisible(PATIENTLY);
  expect(await findBarriers(page)).toEqual([]);
  write(product, "40-change.js", before(""));
  await expect(page.getByText("It does not load")).toHaveCount(0, PATIENTLY);
});

test("a dry run against a past order sends nothing, and tells what it would do", async ({
  openAs,
  startHost,
  product,
  db,
}) => {
  const host = await startHost("TS-HOOKS-DRY");
  const orderId = await callFor(host, "h.dry", db, product.gatewayUrl);
  write(
    product,
    "50-send.js",
    after('await fetch("https://chat.example/x", { method: "POST", body: "for " + associateIds.length });'),
  );
  const page = await openAs("administrator", "Hooks Dry");
  await expect(async () => {
    await page.goto("/hooks?s=50-send.js");
    await expect(page.getByRole("complementary", { name: "Script 50-send.js" })).toBeVisible();
  }).toPass(PATIENTLY);
  await page.getByRole("combobox", { name: "Past order" }).selectOption(String(orderId));
  await page.getByRole("button", { name: "Run", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Would send" })).toContainText(
    "https://chat.example/x",
    PATIENTLY,
  );
  await expect(page.getByText(`against order ${orderId}`)).toBeVisible();
  expect(await findBarriers(page)).toEqual([]);
});
