import { findBarriers } from "./fixtures/axe";
import { choose, commitButton, drop, file, log, makeFolder, SLOW, untilReady } from "./fixtures/import-page";
import { expect, test } from "./fixtures/test";

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
  await report.getByRole("link", { name: "Who was on, and when: IMP-TS-1", exact: true }).click();
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
