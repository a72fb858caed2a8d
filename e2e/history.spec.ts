import { readFile } from "node:fs/promises";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { findBarriers } from "./fixtures/axe";
import { rows, seedMany, setZone, writeEvent } from "./fixtures/history-page";
import { expect, test } from "./fixtures/test";

test("many sessions: pages down and up with the mouse, a day's head, details that have an address", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-MANY", when("2026-02-01T00:00:00Z"));
  await seedMany(db, place, await seedPerson(db, "h.many"), 120);
  const page = await openAs("auditor");
  await setZone(page, "UTC");
  await page.goto("/history?q=host:HIST-MANY");
  await expect(rows(page)).toHaveCount(50);
  const first = (await rows(page).first().textContent()) ?? "";
  await expect(page.getByRole("rowheader", { name: /Mon 16 Feb 2026/ })).toBeVisible();
  await page.getByRole("link", { name: "Older" }).click();
  await page.waitForURL(/after=/);
  await expect(rows(page).first()).not.toHaveText(first);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(rows(page)).toHaveCount(20);
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(page.getByRole("link", { name: "First page" })).toHaveCount(0);
  await expect.poll(() => rows(page).first().textContent()).toBe(first);
  await rows(page)
    .first()
    .getByRole("link", { name: /details of h\.many on HIST-MANY/ })
    .click();
  await page.waitForURL(/session=\d+/);
  await expect(page.getByRole("complementary", { name: /Details/ })).toContainText("Logged off at");
  await page.reload();
  await expect(page.getByRole("complementary", { name: /Details/ })).toBeVisible();
  await page.getByRole("button", { name: "Close the details" }).click();
  await expect(page).not.toHaveURL(/session=/);
});

test("by keyboard alone: there, filter, take a chip away, open, close, on to the next page", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-KEYS", when("2026-02-01T00:00:00Z"));
  await seedMany(db, place, await seedPerson(db, "h.keys"), 60);
  const page = await openAs("operator");
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { name: "Sessions", level: 1 })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("y");
    await expect(page.getByRole("heading", { name: "History", level: 1 })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("textbox", { name: "Filter" })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type("host:HIST-KEYS");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=host:HIST-KEYS/);
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("textbox", { name: "Filter" }).focus();
  await page.keyboard.type("until:2026-02-03");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/until:2026-02-0\dT\d\d:\d\dZ/);
  await expect.poll(() => rows(page).count()).toBeLessThan(50);
  await page.getByRole("textbox", { name: "Filter" }).focus();
  await page.keyboard.press("Backspace");
  await expect(rows(page)).toHaveCount(50);
  await rows(page)
    .nth(1)
    .getByRole("link", { name: /details of/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Close the details" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/session=/);
  await page.getByRole("link", { name: "Older" }).focus();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(10);
});

test("none and one: what to do about it, and the one with its sentence, its confidence and its proof", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-ONE", when("2026-02-01T00:00:00Z"));
  const person = await seedPerson(db, "h.one");
  await seedSession(db, place, person, when("2026-02-03T08:00:00Z"), when("2026-02-03T17:02:11Z"), {
    endRecords: [{ log: "Security", recordId: 4711, eventId: 4647, at: Date.parse("2026-02-03T17:02:11Z") }],
  });
  const page = await openAs("auditor");
  await setZone(page, "UTC");
  await page.goto("/history?q=host:HIST-ONE+ended:crashed");
  await expect(page.getByRole("heading", { name: "No session matches all 2 chips" })).toBeVisible();
  await page.locator(".clear a").filter({ hasText: "crashed" }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Logged off at 17:02:11.");
  await expect(rows(page)).toContainText("exact");
  await rows(page).getByRole("link", { name: "4647 #4711" }).click();
  await expect(page.getByRole("complementary", { name: /Details/ })).toContainText("#4711");
});

test("what is not covered stands beside every answer: in History, on the person's page, on the host's", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-GAP", when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, "h.gap");
  await writeEvent(db, place, 10, "2026-01-05T08:00:00Z", 4624);
  await writeEvent(db, place, 900, "2026-01-08T08:00:00Z", 1102, { userName: "a.lund", domainName: "CORP" });
  await writeEvent(db, place, 901, "2026-01-08T09:00:00Z", 4624);
  await seedSession(db, place, person, when("2026-01-05T08:00:00Z"), when("2026-01-05T09:00:00Z"));
  await seedSession(db, place, person, when("2026-01-08T09:00:00Z"), when("2026-01-08T10:00:00Z"));
  const page = await openAs("auditor");
  await setZone(page, "UTC");
  const cleared = "The Security log was cleared by CORP\\a.lund at Thu 8 Jan 2026 08:00.";
  const consequence =
    "Logons and logoffs between Mon 5 Jan 2026 08:00 and Thu 8 Jan 2026 08:00 cannot be told.";
  const trust = page.getByRole("region", { name: "How far this answer can be trusted" });
  await page.goto("/history?q=host:HIST-GAP");
  await expect(trust).toContainText(`HIST-GAP: ${cleared} ${consequence}`);
  await page.goto(`/associates/${person.associateId}?from=2026-01-01`);
  await expect(trust).toContainText(`HIST-GAP: ${cleared}`);
  // A month later it no longer touches the answer.
  await page.goto(`/associates/${person.associateId}?from=2026-03-01`);
  await expect(page.getByText(cleared)).toHaveCount(0);
  await page.goto(`/hosts/${place.hostId}?day=2026-01-06`);
  await expect(trust).toContainText(cleared);
  await expect(page.getByRole("img", { name: /The Security log: log cleared/ })).toBeVisible();
  await page.goto("/history?q=host:HIST-GAP&at=2026-01-06T12:00Z");
  await expect(page.getByRole("region", { name: "Hosts that cannot tell" })).toContainText(cleared);
  await page.goto(`/hosts/${place.hostId}?at=2026-01-06T12:00Z`);
  await expect(page.getByText("No log of this host covers that moment.")).toBeVisible();
});

test("names that would be markup, patterns or another direction are text", async ({ openAs, db }) => {
  const name = `<img src=x onerror=alert(1)>\u202Egnp%_"'`;
  const place = await seedHost(db, `HIST-${name}`, when("2026-01-01T00:00:00Z"));
  await seedSession(
    db,
    place,
    await seedPerson(db, `h.${name}`),
    when("2026-01-20T08:00:00Z"),
    when("2026-01-20T09:00:00Z"),
    {
      endBecause: name,
    },
  );
  const page = await openAs("auditor");
  page.on("dialog", () => expect(false, "a name ran").toBe(true));
  await page.goto(`/history?q=${encodeURIComponent('host:"HIST-<img*"')}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("⟨202E⟩");
  await page.goto(`/history?at=2026-01-20T08:30Z&q=${encodeURIComponent('host:"HIST-<img*"')}`);
  await expect(page.getByRole("table", { name: "Who was on" })).toContainText("⟨202E⟩");
  expect(await page.locator("main img").count()).toBe(0);
});

test("when sessions began: bars to draw over, by pointer and by keyboard, and back to any time", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-BARS", when("2026-02-01T00:00:00Z"));
  await seedMany(db, place, await seedPerson(db, "h.bars"), 120);
  const page = await openAs("auditor");
  await setZone(page, "UTC");
  await page.goto("/history?q=host:HIST-BARS+from:2026-02-02+until:2026-02-17");
  const bars = page.getByRole("region", { name: "When sessions began" });
  const bar = bars.getByRole("link", { name: "Mon 16 Feb 2026 06:00–12:00: 2 sessions", exact: true });
  await expect(async () => {
    await bar.focus();
    // What an earlier try has drawn, begun before the page listened, would be drawn on.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Shift+ArrowLeft");
    const drawn = "Sun 15 Feb 18:00 – Mon 16 Feb 2026 12:00: 6 sessions";
    await expect(bars).toContainText(drawn, { timeout: 2_000 });
  }).toPass();
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=host:HIST-BARS\+from:2026-02-15T18:00Z\+until:2026-02-16T12:00Z/);
  await expect(rows(page)).toHaveCount(6);
  await bars.getByRole("link", { name: "Any time" }).click();
  await expect(page).toHaveURL(/\/history\?q=host:HIST-BARS$/);
  await expect(rows(page)).toHaveCount(50);
  await page.goto("/history?q=host:HIST-BARS+from:2026-02-02+until:2026-02-17");
  const plot = bars.locator("svg");
  await expect(plot).toBeVisible();
  await expect(async () => {
    const box = await plot.boundingBox();
    if (!box) throw new Error("no bars");
    await page.mouse.move(box.x + box.width * 0.1, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from:2026-02-03.*until:2026-02-08/, { timeout: 5_000 });
  }).toPass();
  await expect(bars.getByRole("link", { name: "Any time" })).toBeVisible();
});

test("what is shown is taken away: the sessions that the chips find, and who was on at an instant", async ({
  openAs,
  db,
}) => {
  const place = await seedHost(db, "HIST-FILE", when("2026-02-01T00:00:00Z"));
  await seedMany(db, place, await seedPerson(db, "h.file"), 70);
  const page = await openAs("auditor");
  await setZone(page, "UTC");
  const take = async (what: RegExp) => {
    await page.getByRole("button", { name: /^Export/ }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: what }).click(),
    ]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  };
  await page.goto("/history?q=host:HIST-FILE");
  const csv = await take(/^CSV/);
  expect(csv.name).toMatch(/^sessions-.*\.csv$/);
  expect(csv.text.trim().split("\r\n")).toHaveLength(71);
  await page.goto("/history?q=host:HIST-FILE&at=2026-02-02T08:30Z");
  const lines = (await take(/^NDJSON/)).text.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ was_on: "certain", host: "HIST-FILE" }]);
  expect(await db.prisma.trail.count({ where: { subject: { startsWith: "history:" } } })).toBeGreaterThan(1);
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing stands in anybody's way, ${theme}`, async ({ openAs, db }) => {
    test.setTimeout(120_000);
    const name = `HIST-AXE-${theme}`;
    const place = await seedHost(db, name, when("2026-01-01T00:00:00Z"));
    const person = await seedPerson(db, `h.axe.${theme}`);
    await seedMany(db, place, person, 60);
    await writeEvent(db, place, 10, "2026-02-02T08:00:00Z", 4624);
    await writeEvent(db, place, 900, "2026-02-03T08:00:00Z", 1102, { userName: "a.lund" });
    await writeEvent(db, place, 901, "2026-02-10T08:00:00Z", 4624);
    const page = await openAs("administrator");
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const found: Record<string, string[]> = {};
    await page.goto(`/history?q=host:${name}`);
    const details = await rows(page)
      .first()
      .getByRole("link", { name: /details of/ })
      .getAttribute("href");
    for (const address of [
      `/history?q=host:${name}`,
      details ?? "",
      `/history?q=host:${name}+nope:1+ended:lost`,
      `/history?q=host:${name}&at=2026-02-02T20:30Z`,
      `/history?q=host:${name}&at=2026-01-02T20:30Z`,
      `/hosts/${place.hostId}?day=2026-02-02`,
      `/hosts/${place.hostId}?day=2026-02-02&view=network`,
      `/associates/${person.associateId}?from=2026-02-01`,
      `/associates/${person.associateId}?from=2026-02-01&view=network`,
    ]) {
      await page.goto(address);
      const barriers = await findBarriers(page);
      if (barriers.length > 0) found[address] = barriers;
    }
    expect(found).toEqual({});
  });
}
