import { PAGES, ROUTES } from "@/app/_edge/registry";
import { filledWith, type PageIds } from "./fixtures/every-page";
import { type OwnProduct, startOnOwnDatabase } from "./fixtures/own-database";
import { seedOneOfEach } from "./fixtures/seed-one-of-each";
import { signIn } from "./fixtures/sign-in";
import { test as base, expect } from "./fixtures/test";
import { rawRequest } from "./raw-request";

/** Whatever stands in an address, each page and each route answers it: never with an error of its own. */

const VALUES = [
  ...["%00", "%E0%A4%A", "%u202E", "\u202Egnp", "'; DROP TABLE session;--", "[object Object]", "__proto__"],
  ...["-1", "0", "1e9", "NaN", "9".repeat(400), "9223372036854775808", "x".repeat(6_000)],
  ...["0001-01-01T00:00Z", "9999-12-31T23:59Z", "275760-09-14", "2026-02-30", "2026-13-01T25:61Z..x", ".."],
  ...[
    "state:x idle:>9999999999h host:***",
    'from:9999-12-31 until:0000 ended:"',
    "eyJhIjpbXX0",
    "%F0%9F%92%A9",
  ],
];
const NAMES = [
  ...["q", "sort", "by", "after", "before", "s", "e", "t", "f", "at", "from", "until", "day", "days", "span"],
  ...[
    "view",
    "session",
    "verify",
    "name",
    "actor",
    "subject",
    "state",
    "tab",
    "group",
    "next",
    "token",
    "run",
  ],
  ...["format", "table", "ids", "key", "offset", "count", "open", "script", "order", "host", "cursor"],
];
const AT_ONCE = 4;
const IN_BRACKETS = ["0", "-1", "x", "1e9", "1.5", "99999999999", "9".repeat(400), "%00"];

const test = base.extend<{ own: OwnProduct & { readonly ids: PageIds } }>({
  own: [
    async ({ db, product }, use) => {
      const own = await startOnOwnDatabase(db, product.databaseUrl, "curfew_nonsense", 3221);
      const ids = await seedOneOfEach(own.db);
      // What was stored by another version, or by hand.
      await own.db.prisma.alert.updateMany({ data: { facts: ["nonsense"] } });
      await own.db.prisma.policy.updateMany({ data: { simulation: { nonsense: 1 } } });
      await use({ ...own, ids });
      await own.stop();
    },
    { timeout: 60_000 },
  ],
});

const encoded = (value: string) => (value.includes("%") ? value : encodeURIComponent(value));
/** The part of an event stream that never ends, and routes that take a body. */
const NOT_ASKED: ReadonlySet<string> = new Set([ROUTES["events.stream"].path, ROUTES["import.upload"].path]);

test("parameters that mean nothing are answered on every page and every route", async ({ own }) => {
  test.setTimeout(300_000);
  const headers = { cookie: `curfew=${await signIn(own.db, "administrator")}` };
  const patterns = [...Object.keys(PAGES), ...Object.values(ROUTES).map(({ path }) => path)];
  const addresses: string[] = [];
  const wrong: string[] = [];
  const ask = async (address: string) => {
    const { status, body } = await rawRequest(own.url, address, { headers });
    // A page that fails while it is sent has its status behind it: the error stands in it by its number.
    if (status >= 500 || /digest\\?":\\?"\d/.test(body)) wrong.push(`${status} ${address.slice(0, 200)}`);
  };
  for (const pattern of patterns) {
    if (NOT_ASKED.has(pattern)) continue;
    const path = filledWith(pattern, own.ids);
    // Each by itself, so that none hides behind another; all together; and each more than once.
    const shift = patterns.indexOf(pattern);
    const alone = NAMES.map((name, i) => `${name}=${encoded(VALUES[(i + shift) % VALUES.length] ?? "")}`);
    const together = VALUES.map((value) =>
      NAMES.map((name) => `${name}=${encoded(value.slice(0, 300))}`).join("&"),
    );
    const twice = NAMES.map((name) => `${name}=a&${name}=b&${name}[c]=d`).join("&");
    for (const query of [...alone, ...together, twice]) addresses.push(`${path}?${query}`);
  }
  const queue = addresses.values();
  const worker = async () => {
    for (const address of queue) await ask(address);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(wrong).toEqual([]);
});

test("an id that is none is not found, whatever it looks like", async ({ own }) => {
  const headers = { cookie: `curfew=${await signIn(own.db, "administrator")}` };
  const wrong: string[] = [];
  for (const pattern of Object.keys(PAGES).filter((path) => path.includes("["))) {
    for (const id of IN_BRACKETS) {
      const address = pattern.replace(/\[\w+\]/g, id);
      const { status } = await rawRequest(own.url, address, { headers });
      if (status !== 404 && status !== 400) wrong.push(`${status} ${address.slice(0, 100)}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("what was stored badly is shown as far as it can be read", async ({ own, page }) => {
  const value = await signIn(own.db, "administrator");
  await page.context().addCookies([{ name: "curfew", value, url: own.url, httpOnly: true, sameSite: "Lax" }]);
  await page.goto(`${own.url}/alerts`);
  const row = page.getByRole("table", { name: "Deliveries" }).locator("tbody").getByRole("row");
  await expect(row).toContainText("Host silent");
  await expect(row).toContainText("a host without a name is silent");
  await expect(row).toContainText("Given up");
  await page.goto(`${own.url}/policies/${own.ids.policyId}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
