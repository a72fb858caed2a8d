import type { Page } from "@playwright/test";
import { type Figure, spread } from "./figure";
import { withProduct, withSimulatedHost } from "./hosts";

const PORT = 3234;
const SAMPLES = 100;

interface Sight {
  readonly word: string;
  readonly at: number;
}
type Watching = { sights: Sight[] };

/** From a change on a host until an open page shows it; both tell the time of this machine. */
export async function run(): Promise<Figure[]> {
  return withProduct(PORT, ({ product, page }) =>
    withSimulatedHost(product, async (host, machine) => {
      await host.logOn();
      const [session] = await machine.sessions();
      if (!session) throw new Error("nobody is on");
      await page.goto(`${product.webUrl}/sessions?q=host:${host.name}`);
      await page.getByRole("row").filter({ hasText: host.name }).getByText("Active").waitFor();
      await page.evaluate(watch);
      const lateMs: number[] = [];
      for (let i = 0; i < SAMPLES; i++) {
        // Not in step with the five times a second in which a host's rows go out.
        await page.waitForTimeout(100 + Math.random() * 400);
        const isLock = i % 2 === 0;
        await (isLock ? machine.lock(session.sessionId) : machine.unlock(session.sessionId));
        const since = (await machine.sessions())[0]?.stateSince ?? Number.NaN;
        lateMs.push((await shown(page, isLock ? "Locked" : "Active", since)) - since);
      }
      const sights = await page.evaluate(() => (globalThis as unknown as Watching).sights);
      const astray = sights.length - SAMPLES;
      return [
        spread("change on a host → on an open page (aim p95 ≤ 1 s)", lateMs),
        { what: "states shown that were over already (aim 0)", says: String(astray), values: { n: astray } },
      ];
    }),
  );
}

/** When the page first showed the word after that instant. */
async function shown(page: Page, word: string, since: number): Promise<number> {
  const sight = await page.waitForFunction(
    (wanted) =>
      (globalThis as unknown as Watching).sights.find(
        (one) => one.at >= wanted.since && one.word.includes(wanted.word),
      ),
    { word, since },
    { polling: 20 },
  );
  return ((await sight.jsonValue()) as Sight).at;
}

/** Runs in the page: notes each change of the one row's state, when it is in the document. */
function watch(): void {
  const sights: Sight[] = [];
  (globalThis as unknown as Watching).sights = sights;
  const read = () => document.querySelector("tr[data-row] td:nth-child(2)")?.textContent ?? "";
  let last = read();
  new MutationObserver(() => {
    const word = read();
    if (word === last) return;
    last = word;
    sights.push({ word, at: Date.now() });
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
