import type { Page } from "@playwright/test";
import { skipReason } from "../scripts/hosts/debian-root.mjs";
import { fillLogoffDialog } from "../scripts/hosts/operator-page.mjs";
import { until } from "../scripts/hosts/product-facts.mjs";
import { type Figure, spread } from "./figure";
import { type BenchHost, type Product, withProduct, withRealHost, withSimulatedHost } from "./hosts";

const PORT = 3232;
const SAMPLES = 30;

interface Marks {
  clickedAt: number;
  provedAt: number;
}

/** From a logon until the page shows it; from the click that orders a logoff until the client ended, and until the page says that it is proved. */
export async function run(): Promise<Figure[]> {
  return withProduct(PORT, async ({ product, page }) => {
    const simulated = await withSimulatedHost(product, (host) =>
      measure(host, product, page, "simulated host"),
    );
    const reason = skipReason();
    if (reason)
      return [
        ...simulated,
        { what: "logon → visible → ended → proved, real host", says: `skipped: ${reason}`, values: {} },
      ];
    return [
      ...simulated,
      ...(await withRealHost(product, (host) => measure(host, product, page, "systemd host"))),
    ];
  });
}

async function measure(host: BenchHost, product: Product, page: Page, where: string): Promise<Figure[]> {
  const visible: number[] = [];
  const ended: number[] = [];
  const seen: number[] = [];
  const recorded: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    await page.goto(`${product.webUrl}/sessions?q=host:${host.name}`);
    await page.getByText(/^Live/).first().waitFor();
    const visibleAt = page.evaluate(whenVisible, host.person);
    const { loggedOnAt, clientEndedAt } = await host.logOn();
    visible.push((await visibleAt) - loggedOnAt);
    const button = await fillLogoffDialog(page, product.webUrl, host.name);
    await page.evaluate(watch);
    await button.click();
    await page
      .waitForFunction(() => (globalThis as unknown as { marks: Marks }).marks.provedAt > 0)
      .catch(async () => {
        throw new Error(`not proved: ${await page.locator("main").textContent()}`);
      });
    const marks = await page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks);
    seen.push(marks.provedAt - marks.clickedAt);
    const epoch = await page.evaluate(() => performance.timeOrigin);
    if (clientEndedAt) ended.push((await clientEndedAt) - epoch - marks.clickedAt);
    const orderId = Number(page.url().split("/").at(-1));
    const target = await host.facts.target(orderId);
    recorded.push(Number(target.provedInMs));
    await until("the end", async () => (await host.facts.liveSessions()).length === 0);
  }
  return [
    spread(`logon on the host → on the page, ${where} (aim p95 ≤ 1 s)`, visible),
    ...(ended.length > 0 ? [spread(`click → the ssh client ended, ${where} (aim p95 ≤ 1 s)`, ended)] : []),
    spread(`click → "Proved" on the page, ${where} (aim p95 ≤ 1 s)`, seen),
    spread(`order written → proved in the database, ${where}`, recorded),
  ];
}

/** Runs in the page: the first frame that shows the person, or the pill that says that somebody is new. */
function whenVisible(person: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const text = document.querySelector("main")?.textContent ?? "";
      if (text.includes(person) || /\b1 new\b/.test(text)) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Runs in the page: the click's own time, and the first frame after the word is there. */
function watch(): void {
  const marks: Marks = { clickedAt: 0, provedAt: 0 };
  (globalThis as unknown as { marks: Marks }).marks = marks;
  document.addEventListener(
    "click",
    (event) => {
      marks.clickedAt = event.timeStamp;
    },
    { capture: true, once: true },
  );
  const observer = new MutationObserver(() => {
    const word = document.querySelector('table[aria-label="Targets"] tbody tr td')?.textContent ?? "";
    if (!word.includes("Proved")) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      marks.provedAt = performance.now();
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}
