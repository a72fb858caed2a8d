import type { Browser, Page } from "@playwright/test";
import { findBarriers } from "./fixtures/axe";
import { everyFace, everyPage, type PageIds } from "./fixtures/every-page";
import { findHiddenCharacters } from "./fixtures/find-hidden-characters";
import { findLost } from "./fixtures/find-lost";
import { findMotion } from "./fixtures/find-motion";
import { type OwnProduct, startOnOwnDatabase } from "./fixtures/own-database";
import { seedOneOfEach } from "./fixtures/seed-one-of-each";
import { signIn } from "./fixtures/sign-in";
import { test as base, expect } from "./fixtures/test";

/** An installation in which nothing has happened yet, one with a single row of everything, and one with hostile names. */

const test = base.extend<{ own: OwnProduct }>({
  own: [
    async ({ db, product }, use) => {
      const own = await startOnOwnDatabase(db, product.databaseUrl, "curfew_few_rows", 3219);
      await use(own);
      await own.stop();
    },
    { timeout: 60_000 },
  ],
});

const WIDE = { width: 1280, height: 720 };
/** The same window at 200 %. */
const ZOOMED = { width: 640, height: 360 };
const LONGEST_MOTION_MS = 150;

type Look = (page: Page) => Promise<readonly string[]>;

async function openIn(own: OwnProduct, browser: Browser, options = {}): Promise<Page> {
  const context = await browser.newContext({
    ...{ baseURL: own.url, viewport: WIDE, reducedMotion: "reduce", ...options },
  });
  const value = await signIn(own.db, "administrator");
  await context.addCookies([
    { name: "curfew", value, url: own.url, httpOnly: true, sameSite: "Lax" as const },
  ]);
  return context.newPage();
}

/** What is wrong, by page: each answers, has a heading, and stands every look. */
async function lookAtAll(page: Page, addresses: readonly string[], looks: Readonly<Record<string, Look>>) {
  const wrong: Record<string, readonly string[]> = {};
  for (const address of addresses) {
    const answer = await page.goto(address);
    if (answer?.status() !== 200) wrong[address] = [`it answers ${answer?.status()}`];
    await expect(page.locator("h1").first(), address).toBeVisible();
    for (const [what, look] of Object.entries(looks)) {
      const found = await look(page);
      if (found.length > 0) wrong[`${address} ${what}`] = found;
    }
  }
  return wrong;
}

const barriersIn =
  (colorScheme: "light" | "dark"): Look =>
  async (page) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    return findBarriers(page);
  };

const lostAt =
  (size: typeof WIDE): Look =>
  async (page) => {
    await page.setViewportSize(size);
    const lost = await findLost(page);
    await page.setViewportSize(WIDE);
    return lost;
  };

/** What only a mistake writes. */
const nonsense: Look = async (page) => {
  const text = (await page.locator("main").first().textContent()) ?? "";
  return text.match(/undefined|NaN|Infinity|Invalid Date|\[object [A-Z]\w*\]|Jan 1970|1970-01/g) ?? [];
};

const LOOKS = {
  ...{ "in light": barriersIn("light"), "in dark": barriersIn("dark") },
  ...{ "at 1280 × 720": lostAt(WIDE), "at 200 %": lostAt(ZOOMED), "in words": nonsense },
};

test("no data: every page says so in words, with nothing in the way and nothing lost", async ({
  own,
  browser,
}) => {
  test.setTimeout(240_000);
  const page = await openIn(own, browser);
  expect(await lookAtAll(page, everyPage(null), LOOKS)).toEqual({});
  await page.context().close();
});

test("one row of everything: every page and every face of it, with nothing in the way and nothing lost", async ({
  own,
  browser,
}) => {
  test.setTimeout(360_000);
  const ids = await seedOneOfEach(own.db);
  const page = await openIn(own, browser);
  expect(await lookAtAll(page, addressesOf(ids), LOOKS)).toEqual({});
  await page.context().close();
});

/** Long, without a place to break, in two directions, and in every language of a browser. */
const TURNED = "\u202E\u2066\u200F";
const HOSTILE = {
  person: `${TURNED}עברית<img src=x onerror=alert(1)>\u200Bgnp`,
  host: `WS-${"a-very-long-name-that-nobody-breaks".repeat(5)}${TURNED}`,
  text: `${TURNED}</script><svg onload=alert(2)>{{7*7}}\${1}'";--%_ ${"Unbreakable".repeat(24)} محمد ${TURNED}`,
};

test("long, turned and hostile names are text: nothing runs, nothing turns, nothing is pushed off the page", async ({
  own,
  browser,
}) => {
  test.setTimeout(240_000);
  const ids = await seedOneOfEach(own.db, HOSTILE);
  const page = await openIn(own, browser);
  const ran: string[] = [];
  page.on("dialog", (dialog) => {
    ran.push(`${page.url()} asked ${dialog.message()}`);
    void dialog.dismiss();
  });
  const grown: Look = async () => {
    const count = await page.locator("main img, main svg[onload], main script:not([nonce])").count();
    return count > 0 ? [`${count} elements out of a name`] : [];
  };
  const looks = { "as text": findHiddenCharacters, "as elements": grown, "at 1280 × 720": lostAt(WIDE) };
  expect(await lookAtAll(page, addressesOf(ids), looks)).toEqual({});
  expect(ran).toEqual([]);
  await page.context().close();
});

test("nothing moves for longer than 150 ms, and nothing at all for whoever wants no motion", async ({
  own,
  browser,
}) => {
  test.setTimeout(120_000);
  const ids = await seedOneOfEach(own.db);
  for (const [reducedMotion, most] of [
    ["no-preference", LONGEST_MOTION_MS],
    ["reduce", 0],
  ] as const) {
    const page = await openIn(own, browser, { reducedMotion });
    const moves: Look = () => findMotion(page, most);
    const opened: Look = async () => {
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("dialog")).toBeVisible();
      return findMotion(page, most);
    };
    const found = await lookAtAll(page, everyPage(ids), { moves });
    expect({ ...found, ...(await lookAtAll(page, ["/sessions"], { opened })) }, reducedMotion).toEqual({});
    await page.context().close();
  }
});

function addressesOf(ids: PageIds): string[] {
  return [...everyPage(ids), ...everyFace(ids)];
}
