import { BAD_INPUTS } from "@/lib/ingest/testing/bad-inputs";
import { writeZip } from "@/lib/ingest/testing/write-zip";
import { findBarriers } from "./fixtures/axe";
import { choose, file, log, SLOW, untilReady } from "./fixtures/import-page";
import { expect, test } from "./fixtures/test";

/** What goes otherwise while logs are brought: the line, the file, somebody's mind. */

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
