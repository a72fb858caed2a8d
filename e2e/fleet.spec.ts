import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type AgentIdentity, readIdentity } from "@/agent/agent-state";
import { requestText, SIGNATURE_HEADERS, signText } from "@/lib/protocol/signature";
import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

const PATIENT = { timeout: 60_000 };

/** What lies in the state folder of a simulated machine, as whoever copied it would have it. */
function stolenFrom(folder: string, host: string): AgentIdentity {
  const name = readdirSync(folder).find((entry) => entry.startsWith(`${host}-`));
  const identity = name === undefined ? null : readIdentity(path.join(folder, name));
  if (!identity) throw new Error(`${host} is not enrolled`);
  return identity;
}

/** A copy of the key speaks, with a number that was used long ago. */
async function speakAsCopy(gatewayUrl: string, { agentId, privateKey }: AgentIdentity): Promise<number> {
  const time = Date.now();
  const headers = {
    [SIGNATURE_HEADERS.agent]: String(agentId),
    [SIGNATURE_HEADERS.sequence]: "1",
    [SIGNATURE_HEADERS.time]: String(time),
    [SIGNATURE_HEADERS.signature]: signText(privateKey, requestText("POST", "/agent/v1/sync", "{}", time, 1)),
  };
  const answer = await fetch(`${gatewayUrl}/agent/v1/sync`, { method: "POST", headers, body: "{}" });
  return answer.status;
}

const rowOf = (page: Page, host: string) =>
  page.getByRole("table", { name: "Agents" }).getByRole("row").filter({ hasText: host });

async function choose(page: Page, host: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `What to do with the agent on ${host}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("the install page says each command and what it does, and its fingerprint is that of the file", async ({
  openAs,
  product,
}) => {
  const page = await openAs("administrator", "Fleet Installer");
  await page.goto("/enrolment");
  await page.getByRole("link", { name: "What each of these does" }).click();
  await expect(page).toHaveURL(/\/enrolment\/install$/);
  const served = await fetch(`${product.gatewayUrl}/agent/v1/program`);
  expect(served.status).toBe(200);
  const sha256 = createHash("sha256")
    .update(Buffer.from(await served.arrayBuffer()))
    .digest("hex");
  await expect(page.locator("pre").filter({ hasText: "sha256sum" }).first()).toContainText(sha256);
  await expect(page.locator("pre").filter({ hasText: "install --server" })).toHaveCount(1);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  const shown = await page.locator("main pre").allTextContents();
  await page.goto("/enrolment/install?serverUrl=http://evil.example&sha256=0");
  expect(await page.locator("main pre").allTextContents()).toEqual(shown);
});

test("the install page shows Windows its own commands, and the fingerprint of an installer that has been built", async ({
  openAs,
  product,
}) => {
  const page = await openAs("administrator", "Fleet Windows");
  await page.goto("/enrolment/install");
  await expect(page.getByRole("heading", { name: "Windows" })).toBeHidden();
  const choice = page.getByRole("group", { name: "System" });
  await expect(async () => {
    await choice.getByRole("button", { name: "Windows" }).click();
    await expect(page.getByRole("heading", { name: "Windows" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("heading", { name: "Linux" })).toBeHidden();
  const commands = page.locator("main pre:visible");
  await expect(commands.filter({ hasText: "enrol --server" })).toHaveCount(1);
  await expect(commands.filter({ hasText: "doctor" })).toHaveCount(1);
  // It is built apart: a fresh checkout has none, and the page says so.
  const served = await fetch(`${product.gatewayUrl}/agent/v1/installer`);
  if (served.status === 200) {
    const content = Buffer.from(await served.arrayBuffer());
    const sha256 = createHash("sha256").update(content).digest("hex").toUpperCase();
    await expect(commands.filter({ hasText: "Get-FileHash" }).first()).toContainText(sha256);
  } else {
    expect(served.status).toBe(404);
    await expect(page.getByText("The installer is not built here yet")).toBeVisible();
    await expect(commands.filter({ hasText: "Get-FileHash" })).toHaveCount(0);
  }
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
});

test("the install page leads a file server from its first command to its last", async ({ openAs }) => {
  const page = await openAs("administrator", "Fleet Samba");
  await page.goto("/enrolment/install");
  await expect(page.getByRole("heading", { name: "Samba file server" })).toBeHidden();
  await expect(async () => {
    await page.getByRole("group", { name: "System" }).getByRole("button", { name: "Samba" }).click();
    await expect(page.getByRole("heading", { name: "Samba file server" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("heading", { name: "Linux" })).toBeHidden();
  const commands = page.locator("main pre:visible");
  for (const part of [
    "/agent/v1/program",
    "sha256sum -c",
    "vfs objects = full_audit",
    "install --platform samba --server",
    "doctor --platform samba",
  ]) {
    await expect(commands.filter({ hasText: part })).toHaveCount(1);
  }
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
});

test("a key is rotated by the agent itself, and the page shows the other fingerprint", async ({
  openAs,
  product,
  startHost,
  db,
}) => {
  test.setTimeout(120_000);
  const name = "TS-ROTATE";
  const host = await startHost(name);
  await host.listed();
  const before = stolenFrom(product.folder, name);
  const page = await openAs("administrator", "Fleet Rotator");
  await page.goto(`/enrolment?q=${name}`);
  const key = rowOf(page, name).getByRole("button", { name: /key/ });
  await expect(rowOf(page, name)).toContainText("in force");
  const shown = await key.textContent();
  await choose(page, name, "Rotate key…");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await expect(dialog.getByText("Say why")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The yearly one");
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => stolenFrom(product.folder, name).publicKey, PATIENT).not.toBe(before.publicKey);
  await expect(key).not.toHaveText(shown ?? "", PATIENT);
  await expect(rowOf(page, name)).toContainText("in force");
  const where = { subject: `agent:${before.agentId}`, name: { in: ["agent.ask_rotation", "agent.rotate"] } };
  expect(
    (await db.prisma.trail.findMany({ where, orderBy: { seq: "asc" } })).map((entry) => entry.name),
  ).toEqual(["agent.ask_rotation", "agent.rotate"]);
  // The old key is worth nothing, and whoever uses it is noticed.
  expect(await speakAsCopy(product.gatewayUrl, before)).toBe(401);
  await expect(rowOf(page, name)).toContainText("alarm", PATIENT);
});

test("a cloned key raises an alarm on the page and on the host; it is settled with a reason", async ({
  openAs,
  product,
  startHost,
}) => {
  test.setTimeout(120_000);
  const name = "TS-CLONED";
  const host = await startHost(name);
  await host.listed();
  const page = await openAs("administrator", "Fleet Watcher");
  await page.goto(`/enrolment?q=${name}`);
  await expect(rowOf(page, name)).toContainText("in force");
  expect(await speakAsCopy(product.gatewayUrl, stolenFrom(product.folder, name))).toBe(409);
  const alarm = page
    .getByRole("region", { name: /alarms?$/ })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(alarm).toContainText("Two programs use this host's key", PATIENT);
  await expect(alarm).toContainText("re-enrol this host");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  await alarm.getByRole("link", { name }).click();
  const note = page.getByRole("region", { name: "Alarm" });
  await expect(note).toContainText("Two programs use this host's key");
  await note.getByRole("link", { name: "To its agent" }).click();
  await expect(page).toHaveURL(/\/enrolment\?q=TS-CLONED/);
  await alarm.getByRole("button", { name: `Settle the alarm of ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("A snapshot was restored for a test");
  await dialog.getByRole("button", { name: "Settle", exact: true }).click();
  await expect(alarm).toHaveCount(0);
  await page.goto(`/enrolment?q=${name}`);
  await expect(rowOf(page, name)).toContainText("in force");
});

test("Re-enrol makes a token for one host, shown once beside its command; only administrators get there", async ({
  openAs,
  startHost,
  db,
}) => {
  const name = "TS-AGAIN";
  await (await startHost(name)).listed();
  const page = await openAs("administrator", "Fleet Renewer");
  await page.goto(`/enrolment?q=${name}`);
  await choose(page, name, "Re-enrol…");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make a token for it" }).click();
  await expect(dialog.locator("code")).toHaveText(/^cf_enrol_[A-Za-z0-9_-]{43}$/);
  await expect(dialog.locator("pre")).toContainText("install --again --server");
  expect(await findBarriers(page)).toEqual([]);
  const host = await db.prisma.host.findFirstOrThrow({ where: { name } });
  expect(await db.prisma.enrolmentToken.findFirstOrThrow({ where: { hostId: host.id } })).toMatchObject({
    usesLeft: 1,
    label: `re-enrol ${name}`,
  });
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
  const operator = await openAs("operator", "Fleet Operator");
  expect((await operator.goto("/enrolment/install"))?.status()).toBe(403);
});
