import type { Page } from "@playwright/test";
import { took } from "@/lib/format/duration";
import { aimedSpread, aimedValue } from "./aim";
import type { Figure } from "./figure";
import { frameCosts } from "./frame-costs";
import { type Product, withSimulatedHost } from "./hosts";
import { measureLateness } from "./live-changes";
import { PageTime, serverMs } from "./page-time";

const TURNS = 200;
const ROW_PX = 32;
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
const CHANGES = 25;

type Watching = { shifts: { value: number; what: string }[]; longFrames: number[] };

/** Loading, scrolling, filtering and a change on a host, with all of them in one list. */
export async function measureSessions(page: Page, product: Product, sessions: number): Promise<Figure[]> {
  await page.addInitScript(watchFrames);
  const filters = await measureFilters(page, `${product.webUrl}/sessions`);
  const scrolled = await measureScroll(page, `${product.webUrl}/sessions`, sessions);
  const live = await withSimulatedHost(product, async (host, machine) => {
    await host.logOn();
    await page.goto(`${product.webUrl}/sessions`);
    // The latest logon stands on top.
    await page.locator("tr[data-row]").first().filter({ hasText: host.name }).getByText("Active").waitFor();
    await page.locator("tr.gap").waitFor({ state: "attached" });
    return measureLateness(page, machine, CHANGES);
  });
  return [
    ...scrolled,
    ...filters,
    aimedSpread({
      what: "change on a host → on the open page of 50,000",
      samples: live.lateMs,
      aim: 1_000,
      of: "p95",
    }),
    aimedValue("states shown that were over already", live.astray, 0, String),
  ];
}

async function measureScroll(page: Page, address: string, sessions: number): Promise<Figure[]> {
  await page.goto(address);
  await page.getByText(/of 50,000 matching/).waitFor();
  await page.locator("tr.gap").waitFor({ state: "attached" });
  await page.mouse.move(640, 480);
  // The first turns find what no later one does: code that has never run.
  for (let turn = 0; turn < 10; turn++) await turnWheel(page, 420);
  await page.evaluate(() => {
    (globalThis as unknown as Watching).longFrames.length = 0;
  });
  const costs = await frameCosts(page, async () => {
    for (let turn = 0; turn < TURNS; turn++) {
      // Down by wheel, with leaps between as by the bar; and up again.
      if (turn % 50 === 49) await leap(page, ((turn * 7_919) % sessions) * ROW_PX);
      else await turnWheel(page, turn < TURNS / 2 ? 420 : -360);
    }
  });
  const { shifts, longFrames } = await page.evaluate(() => {
    const seen = globalThis as unknown as Watching;
    return { shifts: seen.shifts, longFrames: seen.longFrames };
  });
  const rows = await page.locator("tr[data-row]").count();
  const shift = shifts.reduce((sum, one) => sum + one.value, 0);
  const by = shifts.map((one) => `${one.value.toFixed(4)} by ${one.what}`).join(", ");
  return [
    aimedSpread({
      what: "scrolling 50,000 rows: a frame",
      samples: costs,
      aim: 50,
      of: "max",
      more: `processor time; ${rows} rows in the document`,
    }),
    {
      what: "scrolling: frames over 50 ms on the clock",
      says: `${longFrames.length}${longFrames.length > 0 ? `, longest ${Math.round(Math.max(...longFrames))} ms` : ""} (busy machines have them too)`,
      values: { n: longFrames.length, longest: Math.max(0, ...longFrames) },
    },
    aimedValue("layout shift, loading and scrolling", shift, 0, (n) =>
      n === 0 ? "0" : `${n.toFixed(4)}: ${by}`,
    ),
  ];
}

async function turnWheel(page: Page, by: number): Promise<void> {
  await page.mouse.wheel(0, by);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
}

async function leap(page: Page, to: number): Promise<void> {
  await page.evaluate((top) => {
    const scroller = document.querySelector(".tbl-wrap");
    if (scroller) scroller.scrollTop = top;
    return new Promise((done) => requestAnimationFrame(done));
  }, to);
}

async function measureFilters(page: Page, address: string): Promise<Figure[]> {
  await page.goto(address);
  await page.locator("tr[data-row]").first().waitFor();
  const time = await PageTime.of(page);
  const samples: number[] = [];
  const painted: number[] = [];
  const own: number[] = [];
  const servers: number[] = [];
  for (let n = -FILTERS.length; n < FILTERS.length * ROUNDS; n++) {
    const q = FILTERS[(n + FILTERS.length) % FILTERS.length] ?? "";
    await page.getByRole("combobox", { name: "Filter" }).fill(q);
    const [pageBefore, serverBefore] = [await time.ms(), serverMs()];
    const { rowsMs, paintedMs } = await page.evaluate(filterNow, q);
    const [pageMs, serverNow] = [(await time.ms()) - pageBefore, serverMs()];
    // The first of each warms the server up.
    if (n >= 0) {
      samples.push(rowsMs);
      painted.push(paintedMs);
      own.push(pageMs);
      if (serverBefore !== null && serverNow !== null) servers.push(serverNow - serverBefore);
    }
    await page.locator(".query .x").first().click();
    await page.getByText(/of 50,000 matching/).waitFor();
  }
  const mean = (values: readonly number[]) => values.reduce((sum, ms) => sum + ms, 0) / values.length;
  const costs = `painted ${took(mean(painted) - mean(samples))} later; processor time on the way: page ${took(mean(own))}${servers.length > 0 ? `, server and database ${took(mean(servers))}` : ""}`;
  return [
    aimedSpread({
      what: "filter → first rows, 50,000 sessions",
      samples,
      aim: 150,
      of: "p95",
      more: costs,
    }),
  ];
}

/** Runs in the page: presses Enter in the filter, and tells how long it took until its first rows were there, and painted. */
function filterNow(q: string): Promise<{ readonly rowsMs: number; readonly paintedMs: number }> {
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
      const rowsMs = performance.now() - startedAt;
      // What is asked for in a frame comes when it is painted.
      requestAnimationFrame(() =>
        setTimeout(() => done({ rowsMs, paintedMs: performance.now() - startedAt })),
      );
    });
    watch.observe(document.body, { subtree: true, childList: true });
    document
      .querySelector("[data-filter]")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
}

/** Runs in the page from its beginning: frames that took too long, and what moved by itself. */
function watchFrames(): void {
  const seen = globalThis as unknown as Watching;
  seen.shifts = [];
  seen.longFrames = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.longFrames.push(entry.duration);
  }).observe({ type: "long-animation-frame" });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null }[];
    })[]) {
      const nodes = entry.sources.map(({ node }) =>
        node instanceof Element
          ? `${node.localName}.${node.className}`
          : `“${(node?.textContent ?? "?").slice(0, 20)}” in .${node?.parentElement?.parentElement?.className ?? ""}`,
      );
      if (!entry.hadRecentInput) seen.shifts.push({ value: entry.value, what: nodes.join("+") });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
