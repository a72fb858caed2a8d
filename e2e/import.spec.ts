import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { officeDays } from "@/lib/ingest/evtx/testing/office-day";
import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

/** Reading, writing and pairing are other processes' work on a machine that may be busy. */
const SLOW = { timeout: 60_000 };

/** Ends on the day that `officeDays` begins with, however long it is: what lies far ahead is refused. */
function log(host: string, days: number): Buffer {
  const ms = days * 86_400_000;
  return Buffer.from(
    writeEvtx(officeDays(days).map((event) => ({ ...event, at: event.at - ms, computer: host }))),
  );
}

/** A folder as somebody would copy it from machines, with a name that lies. */
function makeFolder(root: string, host: string): string {
  const folder = path.join(root, `logs-${host}`);
  mkdirSync(path.join(folder, "inner"), { recursive: true });
  writeFileSync(path.join(folder, "Security.evtx"), log(host, 5));
  writeFileSync(path.join(folder, "inner", "cut.evtx"), log(`${host}-B`, 40).subarray(0, 70_000));
  writeFileSync(
    path.join(folder, "inner", "\u202etxt.<b>evtx"),
    "see <script>document.title = 'run'</script>",
  );
  return folder;
}

async function choose(
  page: Page,
  button: "Choose files" | "Choose a folder",
  given: string | { name: string; mimeType: string; buffer: Buffer }[],
) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles(given);
}

const file = (name: string, buffer: Buffer) => [{ name, mimeType: "application/octet-stream", buffer }];
const commitButton = (page: Page) => page.getByRole("button", { name: /^Import [\d,]+ events?/ });

async function untilReady(page: Page): Promise<void> {
  await expect(page.getByText("Nothing is in the history yet.")).toBeVisible(SLOW);
  await expect(commitButton(page)).not.toHaveAttribute("aria-disabled", "true", SLOW);
}

test("drop a folder, read who was on and why each session ended, and take it back", async ({
  openAs,
  product,
  db,
}) => {
  test.slow();
  const page = await openAs("operator", "imp.folder");
  await page.goto("/imports");
  await choose(page, "Choose a folder", makeFolder(product.folder, "IMP-TS-1"));
  await page.waitForURL(/\/imports\/\d+$/);
  await untilReady(page);
  const files = page.getByRole("table", { name: "Files" });
  await expect(files.getByRole("row").filter({ hasText: "Security.evtx" })).toContainText(
    "20 events of 45 records",
  );
  await expect(files).toContainText("⟨202E⟩txt.<b>evtx");
  await expect(files).toContainText("not a log that Curfew reads");

  const sessions = page.getByRole("table", { name: "Paired sessions" });
  await expect(sessions.getByRole("row").filter({ hasText: "CORP\\ann" }).first()).toContainText(
    "4647: the user logged off",
  );
  await page.getByRole("link", { name: /^Rejects/ }).click();
  await expect(page.getByRole("table", { name: "Rejects" })).toContainText("byte 69632");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  expect(await db.prisma.host.count({ where: { name: "IMP-TS-1" } })).toBe(0);

  await commitButton(page).click();
  await expect(page.getByRole("heading", { name: /^Import \d+ is in the history$/ })).toBeVisible(SLOW);
  expect(await db.prisma.session.count({ where: { host: { name: "IMP-TS-1" } } })).toBe(5);
  const report = page.getByRole("region", { name: "Report" });
  await report.getByRole("link", { name: "IMP-TS-1", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "IMP-TS-1" })).toBeVisible();
  await page.goBack();

  await page.getByRole("button", { name: "Undo…" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("The wrong machine");
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(page.getByRole("heading", { name: /^Import \d+ is undone$/ })).toBeVisible(SLOW);
  expect(await db.prisma.session.count({ where: { host: { name: "IMP-TS-1" } } })).toBe(0);
  const importId = page.url().split("/").at(-1);
  const trail = await db.prisma.trail.findMany({
    where: { subject: `import:${importId}` },
    orderBy: { seq: "asc" },
  });
  expect(trail.map(({ name }) => name)).toEqual(["import.start", "import.commit", "import.undo"]);
});

test("a page loaded again goes on with the same file where it stopped, and with no other", async ({
  openAs,
}) => {
  test.slow();
  const whole = log("IMP-RESUME", 2_600);
  expect(whole.length).toBeGreaterThan(5 * 1024 * 1024);
  const page = await openAs("operator", "imp.resume");
  let pieces = 0;
  await page.route("**/imports/*/files/*", (route) => (pieces++ === 0 ? route.continue() : route.abort()));
  await page.goto("/imports");
  await choose(page, "Choose files", file("big.evtx", whole));
  await page.waitForURL(/\/imports\/\d+$/);
  const row = page.getByRole("table", { name: "Files" }).getByRole("row").filter({ hasText: "big.evtx" });
  await expect(row).toContainText("Connection lost; trying again", SLOW);
  await page.reload();
  await expect(row).toContainText("4.2 MB of");
  await expect(row).toContainText("choose it again to go on from here");
  await page.unroute("**/imports/*/files/*");

  await choose(page, "Choose files", file("big.evtx", Buffer.from(whole).fill(7, 0, 100)));
  await expect(
    page.getByRole("alert").filter({ hasText: "what was sent before is of another file" }),
  ).toBeVisible();
  const offsets: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") offsets.push(new URL(request.url()).searchParams.get("offset") ?? "");
  });
  await choose(page, "Choose files", file("big.evtx", whole));
  await untilReady(page);
  expect(offsets[0]).toBe(String(4 * 1024 * 1024));
  await expect(row).toContainText("10,400 events");
});

test("by keyboard alone: choose, look, import", async ({ openAs }) => {
  test.slow();
  const page = await openAs("operator", "imp.keys");
  await page.goto("/imports");
  await page.getByRole("button", { name: "Choose files" }).focus();
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file("keys.evtx", log("IMP-KEYS", 3)));
  await page.waitForURL(/\/imports\/\d+$/);
  await untilReady(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: /is in the history$/ })).toBeVisible(SLOW);
});

test("paused, gone on with, left out, discarded", async ({ openAs, db }) => {
  const page = await openAs("operator", "imp.pause");
  await page.route("**/imports/*/files/*", () => {});
  await page.goto("/imports");
  await choose(page, "Choose files", file("slow.evtx", log("IMP-SLOW", 2)));
  await page.waitForURL(/\/imports\/\d+$/);
  const row = page.getByRole("table", { name: "Files" }).getByRole("row").filter({ hasText: "slow.evtx" });
  await row.getByRole("button", { name: "Pause slow.evtx" }).click();
  await expect(row).toContainText("paused");
  await page.unroute("**/imports/*/files/*");
  await row.getByRole("button", { name: "Resume slow.evtx" }).click();
  await untilReady(page);
  await row.getByRole("button", { name: "Leave out slow.evtx" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Really discard" }).click();
  await page.waitForURL(/\/imports$/);
  const made = await db.prisma.import.findFirstOrThrow({
    where: { createdBy: { path: ["name"], equals: "imp.pause" } },
  });
  expect(made.state).toBe("discarded");
});

test("an auditor looks and changes nothing; others' imports take no piece", async ({
  openAs,
  cookieOf,
  product,
  db,
}) => {
  const made = await db.prisma.import.create({
    data: {
      source: "web",
      createdBy: { kind: "system", name: "cli" },
      createdAt: new Date(),
      touchedAt: new Date(),
      files: { create: { name: "theirs.evtx", bytes: 100, state: "uploading" } },
    },
    include: { files: true },
  });
  const page = await openAs("auditor");
  await page.goto(`/imports/${made.id}`);
  await expect(page.getByRole("table", { name: "Files" })).toContainText("theirs.evtx");
  await expect(page.getByRole("button", { name: /Discard|Leave out|Choose/ })).toHaveCount(0);
  const put = async (headers: Record<string, string>) =>
    (
      await fetch(`${product.webUrl}/imports/${made.id}/files/${made.files[0]?.id}?offset=0`, {
        method: "PUT",
        body: new Uint8Array(10),
        headers,
      })
    ).status;
  const origin = product.webUrl;
  expect(await put({ origin })).toBe(401);
  expect(await put({ origin, cookie: await cookieOf("auditor") })).toBe(403);
  expect(await put({ origin, cookie: await cookieOf("operator") })).toBe(403);
  expect(await put({ cookie: await cookieOf("administrator") })).toBe(403);
  expect(await put({ origin: "http://evil.example", cookie: await cookieOf("administrator") })).toBe(403);
  const stored = await db.prisma.importFile.findFirstOrThrow({ where: { importId: made.id } });
  expect(stored.received).toBe(0n);
});
