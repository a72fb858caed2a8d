import { readFile } from "node:fs/promises";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Database } from "@/lib/storage/database";
import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

/** Three entries beside each other, of nobody else. Answers the first and the last. */
async function seedEntries(db: Database, subject: string): Promise<readonly [bigint, bigint]> {
  const seqs = await db.prisma.$transaction(async (tx) => {
    const made: bigint[] = [];
    for (let n = 0; n < 3; n++)
      made.push(
        await appendTrail(tx, new Date(), {
          name: "order.request",
          actor: { kind: "system", name: "cli" },
          subject,
          detail: { reason: `number ${n}` },
        }),
      );
    return made;
  });
  return [seqs[0] ?? 0n, seqs[2] ?? 0n];
}

test("a range is verified and taken away with its manifest, by mouse", async ({ openAs, db }) => {
  const [from, until] = await seedEntries(db, "order:trail-mouse");
  const page = await openAs("auditor", "e2e.trail");
  await page.goto("/trail");
  await page.getByRole("textbox", { name: "Entries from" }).fill(String(from));
  await page.getByRole("textbox", { name: "to", exact: true }).fill(String(until));
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/from=\d+/);
  const rows = page.getByRole("table", { name: "Trail" }).locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(3);
  await page.getByRole("link", { name: "Verify" }).click();
  await expect(page.getByRole("status").filter({ hasText: "hold" })).toContainText(
    `3 of 3 links from entry ${from} to entry ${until} hold.`,
  );
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  await page.getByRole("button", { name: "Export these entries" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^NDJSON/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^trail-.*\.zip$/);
  const zip = await readFile(await file.path());
  expect(zip.subarray(0, 2).toString()).toBe("PK");
  const taken = await db.prisma.trail.findFirstOrThrow({
    where: { name: "trail.export", actor: { path: ["name"], equals: "e2e.trail" } },
  });
  expect(taken.detail).toMatchObject({
    from: String(from),
    until: String(until),
    entries: 3,
    format: "ndjson",
  });
});

test("the trail by keyboard alone: filtered, verified, opened, taken away", async ({ openAs, db }) => {
  const [from] = await seedEntries(db, "order:trail-keys");
  const page = await openAs("administrator", "e2e.trail-keys");
  await page.goto("/trail");
  await page.getByRole("textbox", { name: "Subject" }).focus();
  await page.keyboard.type("order:trail-keys");
  await page.keyboard.press("Enter");
  await page.waitForURL(/subject=order/);
  const table = page.getByRole("table", { name: "Trail" });
  await expect(table.locator("tbody").getByRole("row")).toHaveCount(3);
  await table.getByRole("link", { name: String(from), exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(table).toContainText('"number 0"');
  await expect(table.getByRole("link", { name: String(from), exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Export these entries" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^CSV/ })).toBeFocused();
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  await page.getByRole("link", { name: "Verify" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "hold" })).toContainText("links hold.");
});

test("two browsers: what one does stands on the trail that the other looks at", async ({ openAs }) => {
  const watches = await openAs("auditor", "e2e.trail-watch");
  await watches.goto("/trail?actor=e2e.trail-does");
  await expect(watches.getByRole("heading", { name: "No entry matches" })).toBeVisible();
  await expect(watches.getByText(/^Live ·/)).toBeVisible();
  const does = await openAs("administrator", "e2e.trail-does");
  const answer = await does.request.get("/trail/export?format=csv&subject=order:none");
  expect(answer.status()).toBe(200);
  await expect(watches.getByRole("table", { name: "Trail" })).toContainText("trail.export");
});
