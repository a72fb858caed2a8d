import type { CDPSession, Page } from "@playwright/test";
import { openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { firstLoadScript } from "../scripts/script-budget.mjs";
import { type Figure, spread } from "./figure";
import { withProduct } from "./hosts";

const PORT = 3372;
const SESSIONS = 50_000;
const TURNS = 240;
const FILTERS = [
  "state:idle",
  "state:locked",
  "host:TS-1*",
  "idle:>2h",
  "person",
  "group:nordics",
  "kind:ssh",
  "on:<24h",
];
const ROUNDS = 5;

interface Frames {
  readonly gaps: number[];
  readonly long: number[];
  readonly shift: number;
}
type Watching = { frames: { gaps: number[]; long: number[]; shift: number; isOn: boolean } };

/** The Sessions page over 50,000 live sessions in a real Chromium: scrolling, filtering, shifting, script. */
export async function* run(): AsyncGenerator<Figure> {
  const bytes = firstLoadScript("(console)/sessions/page");
  yield {
    what: "Sessions, script on first load (aim ≤ 240 KB)",
    says: `${Math.round(bytes / 1024)} KB gzipped`,
    values: { bytes },
  };
  yield* await withProduct(PORT, async ({ product, page }) => {
    const db = openDatabase(product.databaseUrl, 2);
    try {
      await seedLiveSessions(db, SESSIONS, new Date());
      await db.pool.query("ANALYZE");
      await page.setViewportSize({ width: 1280, height: 720 });
      const scrolled = await measureScroll(page, `${product.webUrl}/sessions`);
      return [...scrolled, await measureFilters(page, product.webUrl)];
    } finally {
      await db.close();
    }
  });
}

async function measureScroll(page: Page, address: string): Promise<Figure[]> {
  await page.addInitScript(watchFrames);
  await page.goto(address);
  await page.getByText(/of 50,000 matching/).waitFor();
  await page.locator("tr.gap").waitFor({ state: "attached" });
  await page.mouse.move(640, 480);
  const cdp = await page.context().newCDPSession(page);
  // The thread's own time: what other programs take of this machine is not the page's.
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.evaluate(() => {
    const { frames } = globalThis as unknown as Watching;
    frames.gaps.length = 0;
    frames.long.length = 0;
    frames.isOn = true;
  });
  const before = await busyMs(cdp);
  for (let turn = 0; turn < TURNS; turn++) {
    // Down by wheel, with leaps between as by the bar; and up again.
    if (turn % 60 === 59) await leap(page, ((turn * 7_919) % SESSIONS) * 32);
    else await page.mouse.wheel(0, turn < TURNS / 2 ? 420 : -360);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const busy = (await busyMs(cdp)) - before;
  const { gaps, long, shift } = await page.evaluate<Frames>(() => (globalThis as unknown as Watching).frames);
  const rows = await page.locator("tr[data-row]").count();
  return [
    spread("scrolling 50,000 rows: from frame to frame (aim max ≤ 50 ms)", gaps),
    {
      what: "scrolling: animation frames over 50 ms (aim 0)",
      says: `${long.length}${long.length > 0 ? `, longest ${Math.round(Math.max(...long))} ms` : ""}; ${rows} rows in the document`,
      values: { n: long.length, longest: Math.max(0, ...long), rows },
    },
    {
      what: "scrolling: the page's own processor time a frame",
      says: `${(busy / gaps.length).toFixed(1)} ms (${gaps.length} frames)`,
      values: { ms: busy / gaps.length },
    },
    { what: "layout shift, loading and scrolling (aim 0)", says: shift.toFixed(4), values: { shift } },
  ];
}

async function leap(page: Page, to: number): Promise<void> {
  await page.evaluate((top) => {
    const scroller = document.querySelector(".tbl-wrap");
    if (scroller) scroller.scrollTop = top;
  }, to);
}

async function busyMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

async function measureFilters(page: Page, webUrl: string): Promise<Figure> {
  await page.goto(`${webUrl}/sessions`);
  await page.locator("tr[data-row]").first().waitFor();
  const samples: number[] = [];
  for (let n = -1; n < FILTERS.length * ROUNDS; n++) {
    const q = FILTERS[Math.max(0, n) % FILTERS.length] ?? "";
    const field = page.getByRole("combobox", { name: "Filter" });
    await field.fill(q);
    const took = await page.evaluate(filterNow, q);
    // The first one warms the server up.
    if (n >= 0) samples.push(took);
    await page.locator(".query .x").first().click();
    await page.getByText(/of 50,000 matching/).waitFor();
  }
  return spread("filter → first rows, 50,000 sessions (aim p95 ≤ 150 ms)", samples);
}

/** Runs in the page: presses Enter in the filter, and tells how long it took until its first rows were there. */
function filterNow(q: string): Promise<number> {
  return new Promise((done) => {
    const startedAt = performance.now();
    const before = document.querySelector(".tbl.virtual tbody");
    const isThere = () =>
      new URLSearchParams(location.search).get("q") === q &&
      document.querySelector(".tbl.virtual tbody") !== before &&
      document.querySelector("tr[data-row]:not(.is-coming)") !== null;
    const watch = new MutationObserver(() => {
      if (!isThere()) return;
      watch.disconnect();
      done(performance.now() - startedAt);
    });
    watch.observe(document.body, { subtree: true, childList: true });
    document
      .querySelector("[data-filter]")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
}

/** Runs in the page from its beginning: the time between frames, frames that took too long, and what moved by itself. */
function watchFrames(): void {
  const frames = { gaps: [] as number[], long: [] as number[], shift: 0, isOn: false };
  (globalThis as unknown as Watching).frames = frames;
  let last = 0;
  const tick = (now: number) => {
    if (frames.isOn && last > 0) frames.gaps.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (frames.isOn) frames.long.push(entry.duration);
  }).observe({ type: "long-animation-frame" });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[]) {
      if (!entry.hadRecentInput) frames.shift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}
