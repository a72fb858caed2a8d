import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Database } from "@/lib/storage/database";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { findBarriers } from "./fixtures/axe";
import { expect, test } from "./fixtures/test";

/** A stretch of a history that is marked: by hand and by key, in the address, in the figures, in the table and in the file. */

const DAYS = 10;

async function seedDays(db: Database, name: string) {
  const place = await seedHost(db, `MARK-${name}`.toUpperCase(), when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, `mark.${name}`);
  for (let day = 1; day <= DAYS; day++) {
    const date = `2026-02-${String(day).padStart(2, "0")}`;
    await seedSession(db, place, person, when(`${date}T08:00:00Z`), when(`${date}T11:00:00Z`));
    await seedSession(db, place, person, when(`${date}T12:00:00Z`), when(`${date}T16:00:00Z`));
  }
  return { ...place, ...person };
}

async function openInUtc(page: Page, path: string): Promise<void> {
  const url = "http://localhost:3210";
  await page.context().addCookies([
    { name: "curfew-zone", value: "mine", url },
    { name: "curfew-mine", value: "UTC", url },
  ]);
  await page.goto(path);
}

const marked = (page: Page) => page.getByRole("region", { name: "The marked stretch of time" });
const rows = (page: Page) =>
  page
    .getByRole("table", { name: /^History of/ })
    .locator("tbody")
    .getByRole("row");

test("days are marked by drawing over them: figures, table and file hold no more than that", async ({
  openAs,
  db,
}) => {
  const { associateId } = await seedDays(db, "mouse");
  const page = await openAs("auditor", "e2e.marks");
  await openInUtc(page, `/associates/${associateId}?from=2026-02`);
  await expect(page.getByRole("heading", { name: "February 2026" })).toBeVisible();
  const labels = page.locator(".tl-labels .tl-row");
  await expect(labels).toHaveCount(28);
  // The newest stands on top: the fifth of February is the fifth from below.
  await expect(async () => {
    await labels.nth(25).scrollIntoViewIfNeeded();
    const [fifth, third] = [await labels.nth(23).boundingBox(), await labels.nth(25).boundingBox()];
    if (!fifth || !third) throw new Error("no days");
    await page.mouse.move(fifth.x + 20, fifth.y + 10);
    await page.mouse.down();
    await page.mouse.move(third.x + 20, third.y + 10, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/span=2026-02-03T00%3A00Z\.\.2026-02-06T00%3A00Z/, { timeout: 3_000 });
  }).toPass();
  await expect(marked(page)).toContainText("Tue 3 Feb – Thu 5 Feb 2026");
  await expect(marked(page)).toContainText("First in08:00");
  await expect(marked(page)).toContainText("Sessions6");
  await expect(page.getByRole("region", { name: "These days in figures" })).toContainText("3 of 3");

  await page.keyboard.press("t");
  await page.waitForURL(/view=table/);
  await expect(rows(page)).toHaveCount(6);
  await page.getByRole("button", { name: /^Export/ }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV/ }).click(),
  ]);
  expect((await readFile(await file.path(), "utf8")).trim().split("\r\n")).toHaveLength(7);

  await marked(page)
    .getByRole("link", { name: /^Clear/ })
    .click();
  await expect(page).not.toHaveURL(/span=/);
  await expect(rows(page)).toHaveCount(20);
});

test("hours are marked by drawing over the lanes, on a person's days and on a host's lanes", async ({
  openAs,
  db,
}) => {
  const { associateId, hostId } = await seedDays(db, "lanes");
  const page = await openAs("auditor", "e2e.marks-lanes");
  for (const [path, lane, day] of [
    [`/associates/${associateId}?from=2026-02`, 23, "2026-02-05"],
    [`/hosts/${hostId}?day=2026-02-05`, 0, "2026-02-05"],
  ] as const) {
    await openInUtc(page, path);
    const canvas = page.locator(".tl-canvas");
    await expect(page.locator(".tl-seg").first()).toBeAttached();
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error("nothing is drawn");
    const at = (hour: number) => [box.x + (box.width * hour) / 24, box.y + lane * 20 + 10] as const;
    await expect(async () => {
      await page.mouse.move(...at(10));
      await page.mouse.down();
      await page.mouse.move(...at(14), { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/span=/, { timeout: 3_000 });
    }).toPass();
    const [from = "", until = ""] = (new URL(page.url()).searchParams.get("span") ?? "").split("..");
    const near = (text: string, wanted: string) =>
      expect(Math.abs(Date.parse(text) - Date.parse(wanted))).toBeLessThanOrEqual(15 * 60_000);
    near(from, `${day}T10:00Z`);
    near(until, `${day}T14:00Z`);
    await expect(marked(page)).toContainText("on already");
    await expect(marked(page)).toContainText("on still");
    await expect(marked(page)).toContainText("Sessions2");
  }
});

test("B and E mark at the keyboard, Esc forgets, and the focus stays where it was", async ({
  openAs,
  db,
}) => {
  const { associateId } = await seedDays(db, "keys");
  const page = await openAs("auditor", "e2e.marks-keys");
  await openInUtc(page, `/associates/${associateId}?from=2026-02`);
  const focused = page.locator(":focus");
  await page.locator(".tl-seg[tabindex='0']").focus();
  await page.keyboard.press("Home");
  await expect(focused).toHaveAccessibleName(/08:00–11:00/);
  await page.keyboard.press("b");
  await expect(page.getByText(/^The stretch begins .* 08:00/)).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(focused).toHaveAccessibleName(/12:00–16:00/);
  await page.keyboard.press("e");
  await page.waitForURL(/span=2026-02-\d\dT08%3A00Z\.\.2026-02-\d\dT16%3A00Z/);
  await expect(marked(page)).toContainText("Active7 h");
  await expect(focused).toHaveAccessibleName(/12:00–16:00/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findBarriers(page)).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/span=/);
  await expect(marked(page)).toHaveCount(0);
});

test("a table of a history goes down and up again by its links", async ({ openAs, db }) => {
  const place = await seedHost(db, "MARK-PAGES", when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, "mark.pages");
  for (let n = 0; n < 60; n++) {
    const at = Date.parse("2026-02-02T08:00:00Z") + n * 6 * 3_600_000;
    await seedSession(db, place, person, new Date(at), new Date(at + 3_600_000));
  }
  const page = await openAs("auditor", "e2e.marks-pages");
  await openInUtc(page, `/associates/${person.associateId}?from=2026-02&view=table`);
  await expect(rows(page)).toHaveCount(50);
  const first = await rows(page).first().textContent();
  await page.getByRole("link", { name: "Earlier sessions" }).click();
  await expect(rows(page)).toHaveCount(10);
  await expect(page.getByRole("link", { name: "Earlier sessions" })).toHaveCount(0);
  await page.getByRole("link", { name: "Later sessions" }).click();
  await expect(rows(page)).toHaveCount(50);
  expect(await rows(page).first().textContent()).toBe(first);
  await expect(page.getByRole("link", { name: "Later sessions" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "First page" })).toHaveCount(0);
});

test("nonsense in the address marks nothing, and breaks nothing", async ({ openAs, db }) => {
  const { associateId, hostId } = await seedDays(db, "nonsense");
  const page = await openAs("auditor", "e2e.marks-nonsense");
  for (const value of ["%00", "..", "x".repeat(400), "2026-02-30T00:00Z..2026-13-01T00:00Z", "9999..0000"]) {
    for (const path of [`/associates/${associateId}?from=2026-02`, `/hosts/${hostId}?day=2026-02-05`]) {
      for (const name of ["span", "before", "after"]) {
        const answer = await page.request.get(`${path}&${name}=${value}&${name}=x&view=table`);
        expect(answer.status(), `${path} ${name}=${value}`).toBe(200);
      }
    }
  }
});
