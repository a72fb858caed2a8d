import type { Page } from "@playwright/test";
import type { Database } from "@/lib/storage/database";
import { seedHost, seedPerson, seedSession, when } from "@/lib/storage/testing/seed-history";
import { expect, test } from "./fixtures/test";

/** Without any hue, on a grey print or to an eye that sees none, states are told apart by their form. */

test("states are told apart by form: every glyph differs where there is no hue", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-GREY");
  const ids = [];
  for (const name of ["g.active", "g.locked", "g.disconnected"]) {
    ids.push(await host.logOn({ name, displayName: name }));
  }
  await host.lock(ids[1] ?? "");
  await host.listed();
  const page = await openAs("auditor", "e2e.grey");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/sessions");
    const glyphs = page.locator(".counter .glyph");
    await expect(glyphs).toHaveCount(6);
    const pictures = new Set<string>();
    for (const glyph of await glyphs.all()) {
      // One ink for all: what is left is the form.
      await glyph.evaluate((element) => {
        element.style.color = "CanvasText";
        element.removeAttribute("data-s");
      });
      pictures.add((await glyph.screenshot()).toString("base64"));
    }
    expect(pictures.size).toBe(6);
  }
});

const BARS = ["active", "idle", "locked", "disconnected", "inferred"] as const;
type Bar = (typeof BARS)[number];

/** One session a working day, from eight to twelve, each in another state all along. */
async function seedBars(db: Database): Promise<number> {
  const place = await seedHost(db, "GREY-BARS", when("2026-01-01T00:00:00Z"));
  const person = await seedPerson(db, "g.bars");
  for (const [i, bar] of BARS.entries()) {
    const [from, until] = [9 + i, 9 + i].map((day, end) =>
      when(`2026-02-${String(day).padStart(2, "0")}T${end ? 12 : "08"}:00:00Z`),
    );
    if (!from || !until) throw new Error("no such day");
    const isKnown = bar !== "inferred";
    await seedSession(db, place, person, from, isKnown ? until : null, {
      segments:
        bar === "active" || !isKnown ? [] : [{ kind: bar, from: from.getTime(), until: until.getTime() }],
      ...(isKnown
        ? {}
        : { endKind: "crashed", endConfidence: "interval", endNotBefore: from, endNotAfter: until }),
    });
  }
  return person.associateId;
}

interface Form {
  /** How much of the lane's height is inked, in the middle of the bar. */
  readonly height: number;
  /** How often ink and paper change along the bar, halfway up. */
  readonly changes: number;
}

/** What is drawn where each session's button lies, in luminance alone. */
function formsOf(page: Page): Promise<Form[]> {
  return page.locator(".tl-canvas").evaluate((canvas: HTMLCanvasElement) => {
    const frame = canvas.getBoundingClientRect();
    const scale = canvas.width / frame.width;
    const g = canvas.getContext("2d");
    if (!g) throw new Error("nothing is drawn");
    const background = getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
    const luminance = (r: number, gr: number, b: number) => 0.2126 * r + 0.7152 * gr + 0.0722 * b;
    const paper = luminance(background[0] ?? 0, background[1] ?? 0, background[2] ?? 0);
    // The widest of each lane; the latest day stands on top.
    const lanes = new Map<number, DOMRect>();
    for (const button of document.querySelectorAll(".tl-seg")) {
      const rect = button.getBoundingClientRect();
      if (rect.width > (lanes.get(rect.top)?.width ?? 0)) lanes.set(rect.top, rect);
    }
    const rects = [...lanes.values()].sort((one, other) => other.top - one.top);
    return rects.map((rect) => {
      const [left, top] = [(rect.left - frame.left) * scale, (rect.top - frame.top) * scale];
      const [width, height] = [Math.round(rect.width * scale), Math.round(rect.height * scale)];
      const { data } = g.getImageData(Math.round(left), Math.round(top), width, height);
      const isInk = (x: number, y: number) => {
        const at = (y * width + x) * 4;
        const alpha = (data[at + 3] ?? 0) / 255;
        const drawn = luminance(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
        return alpha * Math.abs(drawn - paper) > 48;
      };
      const middle = Math.round(width / 2);
      const inked = Array.from({ length: height }, (_, y) => isInk(middle, y)).filter(Boolean).length;
      let changes = 0;
      // Its ends have caps of their own.
      for (let x = Math.round(width * 0.2); x < width * 0.8; x++)
        if (isInk(x, Math.round(height / 2)) !== isInk(x + 1, Math.round(height / 2))) changes++;
      return { height: inked / height, changes };
    });
  });
}

test("bars are told apart by form: each state has its own height, and what is inferred is hatched", async ({
  openAs,
  db,
}) => {
  const associateId = await seedBars(db);
  const page = await openAs("auditor", "e2e.grey-bars");
  await page.context().addCookies([{ name: "curfew-zone", value: "utc", url: "http://localhost:3210" }]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(`/associates/${associateId}?from=2026-02`);
    await expect(page.locator(".tl-seg").first()).toBeAttached();
    await expect(async () => {
      const forms = await formsOf(page);
      expect(forms).toHaveLength(BARS.length);
      const form = (bar: Bar) => forms[BARS.indexOf(bar)] ?? { height: 0, changes: 0 };
      expect(form("disconnected").height).toBeGreaterThan(0);
      expect(form("locked").height).toBeGreaterThan(form("disconnected").height + 0.1);
      expect(form("idle").height).toBeGreaterThan(form("locked").height + 0.1);
      expect(form("active").height).toBeGreaterThan(form("idle").height + 0.1);
      expect(form("active").changes).toBe(0);
      expect(form("inferred").changes).toBeGreaterThan(6);
    }).toPass();
  }
});
