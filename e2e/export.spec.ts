import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures/test";

test("what an associate's page shows is taken away as a file, by keyboard too", async ({
  openAs,
  startHost,
  db,
}) => {
  const host = await startHost("TS-EXPORT");
  const sessionId = await host.logOn({ name: "e.taken", displayName: "Eka Taken" });
  const page = await openAs("auditor");
  await page.goto("/sessions?q=host:TS-EXPORT");
  await expect(page.getByRole("row").filter({ hasText: "e.taken" })).toBeVisible();
  await host.logOff(sessionId);
  const row = await db.prisma.associate.findFirstOrThrow({ where: { name: "e.taken" } });
  await expect
    .poll(() => db.prisma.session.count({ where: { associateId: row.id, endKind: "logged_off" } }))
    .toBe(1);

  await page.goto(`/associates/${row.id}`);
  const button = page.getByRole("button", { name: /^Export the sessions of/ });
  await button.click();
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV/ }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(new RegExp(`^sessions-associate-${row.id}-.*\\.csv$`));
  const text = await readFile(await csv.path(), "utf8");
  expect(text.trim().split("\r\n")).toHaveLength(2);
  expect(text).toContain("TS-EXPORT");

  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^CSV/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const [book] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect((await readFile(await book.path())).subarray(0, 2).toString("latin1")).toBe("PK");

  const entries = await db.prisma.trail.count({
    where: { name: "history.export", subject: `associate:${row.id}` },
  });
  expect(entries).toBe(2);
});
