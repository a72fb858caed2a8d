import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { rows, setZone } from "./fixtures/history-page";
import { expect, test } from "./fixtures/test";

/** A moment in whatever zone it is asked for: who was on then, and what an hour is called that comes twice. */

test("who was on at: a wall time in Kathmandu is an instant in the link, and reads the same in another zone", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-ZONE", when("2026-01-01T00:00:00Z"));
  await seedSession(
    db,
    place,
    await seedPerson(db, "h.zone"),
    when("2026-01-20T08:00:00Z"),
    when("2026-01-20T09:00:00Z"),
  );
  const page = await openAs("auditor");
  await setZone(page, "Asia/Kathmandu");
  await page.goto("/history?q=host:HIST-ZONE");
  await expect(rows(page)).toContainText("13:45:00");
  await page.getByRole("link", { name: "Who was on at" }).click();
  await page.waitForURL(/at=\d{4}/);
  const field = page.getByRole("textbox", { name: "Who was on at" });
  await field.fill("2026-01-20 14:05");
  await field.press("Enter");
  await page.waitForURL(/at=2026-01-20T08%3A20Z|at=2026-01-20T08:20Z/);
  await expect(page.locator(".h-when")).toContainText("Asia/Kathmandu, UTC+05:45");
  await expect(page.locator(".tally")).toContainText("1 certain");
  await expect(page.getByRole("table", { name: "Who was on" })).toContainText("h.zone");
  const link = page.url();
  await setZone(page, "UTC");
  await page.goto(link);
  await expect(field).toHaveValue("2026-01-20 08:20");
  await expect(page.locator(".tally")).toContainText("1 certain");
  await page.getByRole("link", { name: "15 minutes earlier" }).click();
  await expect(field).toHaveValue("2026-01-20 08:05");
  await field.fill("nonsense");
  await field.press("Enter");
  await expect(field).toHaveAttribute("aria-invalid", "true");
});

test("the days on which the clock is set: one session, and each hour where it belongs", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-DST", when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, "h.dst");
  // Half past two comes twice in Berlin on 25 October, and not at all on 29 March.
  await seedSession(db, place, person, when("2026-10-25T00:30:00Z"), when("2026-10-25T00:45:00Z"));
  await seedSession(db, place, person, when("2026-10-25T01:30:00Z"), when("2026-10-25T01:45:00Z"));
  await seedSession(db, place, person, when("2026-03-29T01:30:00Z"), when("2026-03-29T02:00:00Z"));
  const page = await openAs("auditor");
  await setZone(page, "Europe/Berlin");
  await page.goto("/history?q=host:HIST-DST");
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(0)).toContainText("02:30:00");
  await expect(rows(page).nth(1)).toContainText("02:30:00");
  await expect(rows(page).nth(2)).toContainText("03:30:00");
  await expect(page.getByRole("rowheader", { name: /Sun 25 Oct 2026/ })).toContainText("2 sessions");
  for (const [at, offset] of [
    ["2026-10-25T00:35Z", "UTC+02:00"],
    ["2026-10-25T01:35Z", "UTC+01:00"],
    ["2026-03-29T01:35Z", "UTC+02:00"],
  ]) {
    await page.goto(`/history?q=host:HIST-DST&at=${at}`);
    await expect(page.locator(".h-when")).toContainText(`Europe/Berlin, ${offset}`);
    await expect(page.locator(".tally")).toContainText("1 certain");
  }
});

test("who was on everywhere: more than a page of people, down and up by its links", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-CROWD", when("2026-01-01T00:00:00Z"));
  for (let n = 0; n < 130; n++) {
    const person = await seedPerson(db, `h.crowd.${n}`);
    await seedSession(
      db,
      place,
      person,
      new Date(Date.parse("2026-01-12T08:00:00Z") + n * 1_000),
      when("2026-01-12T16:00:00Z"),
    );
  }
  const page = await openAs("auditor");
  await page.goto("/history?q=host:HIST-CROWD&at=2026-01-12T12:00Z");
  const people = page.getByRole("table", { name: "Who was on" }).locator("tbody tr:not(.day)");
  await expect(people).toHaveCount(100);
  await expect(page.locator(".tally")).toContainText("130 certain");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(people).toHaveCount(30);
  await expect(page.locator(".tally")).toContainText("130 certain");
  await expect(page.getByRole("link", { name: "Next" })).toHaveCount(0);
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(people).toHaveCount(100);
  await expect(page.getByRole("link", { name: "First page" })).toHaveCount(0);
});
