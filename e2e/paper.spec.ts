import type { Page } from "@playwright/test";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { expect, test } from "./fixtures/test";

/** What an auditor puts on paper: what is said, ink on white whatever the theme, nothing that would be pressed. */

/** Words that are lighter than paper bears, with their colours. */
function findPale(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pale = new Set<string>();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const at = texts.currentNode.parentElement;
      if (!at?.checkVisibility() || !texts.currentNode.textContent?.trim()) continue;
      const [r = 0, g = 0, b = 0] =
        getComputedStyle(at)
          .color.match(/[\d.]+/g)
          ?.map(Number) ?? [];
      if (0.2126 * r + 0.7152 * g + 0.0722 * b > 150)
        pale.add(`${at.localName}.${at.className} ${getComputedStyle(at).color}`);
    }
    return [...pale];
  });
}

test("a history on paper: who, which days, which clock, every row, and no control", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "PAPER-1", when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, "p.paper");
  for (let day = 1; day <= 20; day++) {
    const date = `2026-02-${String(day).padStart(2, "0")}`;
    await seedSession(db, place, person, when(`${date}T08:00:00Z`), when(`${date}T16:00:00Z`));
  }
  const page = await openAs("auditor", "e2e.paper");
  await page.context().addCookies([
    { name: "curfew-zone", value: "mine", url: "http://localhost:3210" },
    { name: "curfew-mine", value: "Asia/Kathmandu", url: "http://localhost:3210" },
    { name: "curfew-theme", value: "dark", url: "http://localhost:3210" },
  ]);
  for (const path of [
    `/associates/${person.associateId}?from=2026-02&view=table`,
    `/associates/${person.associateId}?from=2026-02`,
    `/hosts/${place.hostId}?day=2026-02-05`,
    "/history?q=host:PAPER-1",
  ]) {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.goto(path);
    const note = page.getByText(/^Curfew \/.* printed by e2e\.paper at \d{4}-\d\d-\d\dT/);
    await expect(note, path).toContainText("Times in Asia/Kathmandu, UTC+05:45");
    for (const hidden of [
      page.getByRole("navigation", { name: "Curfew" }),
      page.getByRole("button", { name: /^Export/ }),
      page.getByRole("button", { name: "Month" }),
    ])
      await expect(hidden.locator("visible=true"), path).toHaveCount(0);
    expect(await findPale(page), path).toEqual([]);
  }
  await page.goto(`/associates/${person.associateId}?from=2026-02&view=table`);
  await expect(page.getByRole("heading", { name: "p.paper in full" })).toBeVisible();
  await expect(page.getByText("Sun 1 Feb – Sat 28 Feb 2026")).toBeVisible();
  const rows = page
    .getByRole("table", { name: /^History of/ })
    .locator("tbody")
    .getByRole("row");
  await expect(rows).toHaveCount(20);
  // Nothing of it hides behind a bar that scrolls: paper has none.
  const table = await page
    .locator(".tbl-wrap")
    .first()
    .evaluate((box) => box.scrollHeight - box.clientHeight);
  expect(table).toBeLessThanOrEqual(1);
  const paper = await page.pdf();
  expect(paper.length).toBeGreaterThan(10_000);
});
