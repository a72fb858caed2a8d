import type { Page } from "@playwright/test";
import type { RemoteHost } from "@/e2e/fixtures/simulated-host";

interface Sight {
  readonly word: string;
  readonly at: number;
}
type Watching = { sights: Sight[] };

export interface Lateness {
  /** From the change on the host until the page shows it; both tell the time of this machine. */
  readonly lateMs: readonly number[];
  /** States that were shown and were over already. */
  readonly astray: number;
}

/** Locks and unlocks the one session of a host, which stands in the first row of the page. */
export async function measureLateness(page: Page, machine: RemoteHost, samples: number): Promise<Lateness> {
  const [session] = await machine.sessions();
  if (!session) throw new Error("nobody is on");
  await page.evaluate(watch);
  const lateMs: number[] = [];
  for (let i = 0; i < samples; i++) {
    // Not in step with the five times a second in which a host's rows go out.
    await page.waitForTimeout(100 + Math.random() * 400);
    const isLock = i % 2 === 0;
    await (isLock ? machine.lock(session.sessionId) : machine.unlock(session.sessionId));
    const since = (await machine.sessions())[0]?.stateSince ?? Number.NaN;
    lateMs.push((await shown(page, isLock ? "Locked" : "Active", since)) - since);
  }
  const sights = await page.evaluate(() => (globalThis as unknown as Watching).sights);
  return { lateMs, astray: sights.length - samples };
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

/** Runs in the page: notes each change of the first row's state, when it is in the document. */
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
