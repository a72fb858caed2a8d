import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { officeDays } from "@/lib/ingest/evtx/testing/office-day";
import { BAD_INPUTS } from "@/lib/ingest/testing/bad-inputs";
import { writeZip } from "@/lib/ingest/testing/write-zip";
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
  how: "click" | "press" = "click",
): Promise<void> {
  // The button waits for its script; a click before that opens nothing.
  await expect(async () => {
    const chooser = page.waitForEvent("filechooser", { timeout: 2_000 });
    const found = page.getByRole("button", { name: button });
    await (how === "click" ? found.click() : found.press("Enter"));
    await (await chooser).setFiles(given);
  }).toPass(SLOW);
}

/** What the browser does when files are let go over the page. */
async function drop(page: Page, files: readonly (readonly [string, Buffer])[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const made = new DataTransfer();
      for (const [name, base64] of given) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        made.items.add(new File([bytes], name));
      }
      return made;
    },
    files.map(([name, bytes]) => [name, bytes.toString("base64")] as const),
  );
  const zone = page.locator(".drop");
  await expect(async () => {
    await zone.dispatchEvent("dragenter", { dataTransfer: transfer });
    await expect(zone).toHaveClass(/over/, { timeout: 1_000 });
  }).toPass(SLOW);
  await zone.dispatchEvent("drop", { dataTransfer: transfer });
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
  expect(await findBarriers(page)).toEqual([]);
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
  await report.getByRole("link", { name: "Who was on, and when: IMP-TS-1" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: /4647 #/ })).toHaveCount(5);
  await page.goBack();
  await expect(page.getByRole("heading", { name: /is in the history$/ })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }

  await page.getByRole("button", { name: "Undo…" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("The wrong machine");
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(page.getByRole("heading", { name: /^Import \d+ is undone$/ })).toBeVisible(SLOW);
  await expect.poll(() => db.prisma.session.count({ where: { host: { name: "IMP-TS-1" } } }), SLOW).toBe(0);
  const importId = new URL(page.url()).pathname.split("/").at(-1);
  const trail = await db.prisma.trail.findMany({
    where: { subject: `import:${importId}` },
    orderBy: { seq: "asc" },
  });
  expect(trail.map(({ name }) => name)).toEqual(["import.start", "import.commit", "import.undo"]);
});

test("files are dropped from the desktop: two at once, one more onto the open import", async ({ openAs }) => {
  test.slow();
  const page = await openAs("operator", "imp.drop");
  await page.goto("/imports");
  await drop(page, [
    ["one.evtx", log("IMP-DROP-1", 2)],
    ["two.evtx", log("IMP-DROP-2", 2)],
    [".DS_Store", Buffer.from("litter")],
  ]);
  await page.waitForURL(/\/imports\/\d+$/);
  const files = page.getByRole("table", { name: "Files" });
  await expect(files.getByRole("row").filter({ hasText: "one.evtx" })).toContainText("8 events", SLOW);
  await expect(files.getByRole("row").filter({ hasText: "two.evtx" })).toContainText("8 events", SLOW);
  await expect(files).not.toContainText("DS_Store");
  await drop(page, [["three.evtx", log("IMP-DROP-3", 2)]]);
  await expect(files.getByRole("row").filter({ hasText: "three.evtx" })).toContainText("8 events", SLOW);
  await untilReady(page);
  await expect(commitButton(page)).toContainText("Import 24 events");
});

test("the clocks of a log without zones are said, and it is read again by them", async ({ openAs }) => {
  test.slow();
  const page = await openAs("operator", "imp.zone");
  const record = {
    EventTime: "2026-03-02 09:00:00",
    EventID: 4624,
    Hostname: "IMP-ZONE",
    Channel: "Security",
    RecordNumber: 1,
    SourceName: "Microsoft-Windows-Security-Auditing",
    TargetUserSid: "S-1-5-21-1-2-3-1104",
    TargetUserName: "ann",
    TargetDomainName: "CORP",
    TargetLogonId: "0x10000",
    LogonType: "2",
  };
  await page.goto("/imports");
  await choose(page, "Choose files", file("nxlog.json", Buffer.from(`${JSON.stringify(record)}\n`)));
  await page.waitForURL(/\/imports\/\d+$/);
  await untilReady(page);
  const about = page.getByRole("complementary", { name: "About this import" });
  await expect(about).toContainText("zone");
  await page
    .getByRole("navigation", { name: "What it holds" })
    .getByRole("link", { name: /^Hosts/ })
    .click();
  const host = page.getByRole("table", { name: "Hosts in this import" }).getByRole("row").last();
  await expect(host).toContainText("IMP-ZONE");
  const before = (await host.textContent()) ?? "";
  const field = about.getByRole("textbox", { name: "Offset of times without a zone" });
  await field.fill("noon");
  await field.press("Enter");
  await expect(about.getByRole("alert")).toContainText("+05:45");
  await field.fill("+05:45");
  await field.press("Enter");
  await expect(field).toHaveValue("UTC+05:45", SLOW);
  await untilReady(page);
  await expect(host).not.toHaveText(before, SLOW);
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

test("what a zip holds is listed: each file with its kind, its events and its rejects", async ({
  openAs,
}) => {
  test.slow();
  const page = await openAs("operator", "imp.zip");
  const inner = writeZip([{ name: "a.evtx", bytes: log("IMP-ZIP", 1) }]);
  const archive = writeZip([
    { name: "logs/Security.evtx", bytes: log("IMP-ZIP", 3) },
    { name: "../../out.evtx", bytes: log("IMP-ZIP", 40).subarray(0, 70_000) },
    { name: "inner.zip", bytes: inner },
  ]);
  await page.goto("/imports");
  await choose(page, "Choose files", file("logs.zip", archive));
  await page.waitForURL(/\/imports\/\d+$/);
  await untilReady(page);
  const files = page.getByRole("table", { name: "Files" });
  const inside = files.getByRole("button", { name: "3 files inside logs.zip" });
  await inside.press("Enter");
  await expect(inside).toHaveAttribute("aria-expanded", "true");
  const row = (name: string) => files.getByRole("row").filter({ hasText: name });
  await expect(row("logs/Security.evtx")).toContainText("12 events of 27 records");
  await expect(row("../../out.evtx")).toContainText("1 rejected");
  await expect(row("inner.zip")).toContainText("not a log that is read");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("link", { name: /^Rejects/ }).click();
  await expect(page.getByRole("table", { name: "Rejects" })).toContainText(
    "zip inside of zip: unpack it first",
  );
});

test("stopped while it is written: what it brought is taken out again", async ({ openAs, db }) => {
  const page = await openAs("operator", "imp.stop");
  const operator = await db.prisma.operator.findUniqueOrThrow({ where: { name: "imp.stop" } });
  // Of the command line, so that nobody here goes on writing it.
  const made = await db.prisma.import.create({
    data: {
      source: "cli",
      state: "committing",
      operatorId: operator.id,
      createdBy: { kind: "operator", operatorId: operator.id, name: "imp.stop", role: "operator" },
      createdAt: new Date(),
      touchedAt: new Date(),
      doneEvents: 500,
    },
  });
  await page.goto(`/imports/${made.id}`);
  await expect(page.getByRole("region", { name: "Importing" })).toContainText("Step 1 of 2");
  await page.getByRole("button", { name: "Stop the import" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("The wrong machine");
  await page.getByRole("button", { name: "Stop and take it out" }).click();
  await expect(page.getByRole("heading", { name: `Import ${made.id} is undone` })).toBeVisible(SLOW);
});

test("bad input ends in words on the page: hostile XML, noise, a log that is cut", async ({ openAs }) => {
  test.slow();
  const page = await openAs("operator", "imp.bad");
  const given = BAD_INPUTS.filter(({ name }) =>
    ["laughs.xml", "a.evtx", "cut.evtx", "nested.zip"].includes(name),
  );
  await page.goto("/imports");
  await choose(
    page,
    "Choose files",
    given.flatMap(({ name, make }) => file(name, Buffer.from(make()))),
  );
  await page.waitForURL(/\/imports\/\d+$/);
  await untilReady(page);
  await page.getByRole("link", { name: /^Rejects/ }).click();
  const rejects = page.getByRole("table", { name: "Rejects" });
  for (const words of ["DOCTYPE", "not a log that Curfew reads", "byte 69632", "zip inside of zip"])
    await expect(rejects).toContainText(words);
});

test("by keyboard alone: choose, look, import", async ({ openAs }) => {
  test.slow();
  const page = await openAs("operator", "imp.keys");
  await page.goto("/imports");
  await choose(page, "Choose files", file("keys.evtx", log("IMP-KEYS", 3)), "press");
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
