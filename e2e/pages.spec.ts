import type { Page } from "@playwright/test";
import { findBarriers } from "./fixtures/axe";
import { pressLogOff } from "./fixtures/press-log-off";
import { expect, test } from "./fixtures/test";

const THEMES = ["light", "dark"] as const;

async function addressesOf(page: Page): Promise<string[]> {
  const addresses = [
    "/sessions",
    "/sessions?by=associates",
    "/sessions?by=hosts",
    "/sessions?q=state:idle zzz",
  ];
  addresses.push("/associates", "/hosts", "/orders", "/trail", "/trail?verify=1", "/enrolment");
  addresses.push(
    "/tokens",
    "/reports",
    "/history",
    "/history?at=now",
    "/imports",
    "/hooks",
    "/alerts",
    "/policies",
  );
  for (const part of ["account", "operators", "orders", "display"]) addresses.push(`/settings/${part}`);
  addresses.push("/enrolment/install");
  for (const [list, path] of [
    ["/associates", "/associates/"],
    ["/hosts", "/hosts/"],
    ["/orders", "/orders/"],
  ] as const) {
    await page.goto(list);
    const first = await page.locator(`main a[href^="${path}"]`).first().getAttribute("href");
    expect(first).not.toBeNull();
    addresses.push(first ?? "", `${first}?view=table`);
  }
  // What opens beside a list or under a row.
  for (const [list, inside] of [
    ["/sessions", "tbody [data-row]"],
    ["/trail", "tbody a"],
  ] as const) {
    await page.goto(list);
    await page.locator(inside).first().click();
    await page.waitForURL(/\?/);
    addresses.push(page.url());
  }
  await page.goto(addresses.find((address) => /^\/orders\/\d+$/.test(address)) ?? "");
  await page.getByRole("table", { name: "Targets" }).getByRole("link").first().click();
  await page.waitForURL(/[?&]t=/);
  addresses.push(page.url());
  return addresses;
}

/** An order that is proved, so that its page, the trail and the associate's history have something to show. */
async function orderLogoff(page: Page, host: string): Promise<void> {
  await page.goto(`/sessions?q=host:${host}`);
  await page.getByRole("row").filter({ hasText: host }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("to have an order");
  await pressLogOff(page.getByRole("dialog"));
  await page.waitForURL(/\/orders\/\d+$/);
  await expect(page.getByRole("table", { name: "Targets" })).toContainText("Proved");
}

for (const theme of THEMES) {
  test(`no page has a serious barrier, ${theme}`, async ({ openAs, startHost }) => {
    test.setTimeout(180_000);
    const host = await startHost(`TS-AXE-${theme.toUpperCase()}`);
    await host.logOn({ name: "i.axe", displayName: "Ida Axe" });
    const page = await openAs("administrator");
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await orderLogoff(page, host.name);
    // Somebody who stays, so that the Sessions page has a row whatever other tests left.
    await host.logOn({ name: "j.axe", displayName: "Jon Axe" });
    const found: Record<string, string[]> = {};
    for (const address of await addressesOf(page)) {
      await page.goto(address);
      const barriers = await findBarriers(page);
      if (barriers.length > 0) found[address] = barriers;
    }
    expect(found).toEqual({});
  });
}

test("a page looks the same however one comes to it", async ({ openAs, startHost }) => {
  test.setTimeout(120_000);
  const host = await startHost("TS-STYLE");
  await host.logOn({ name: "s.style", displayName: "Sol Style" });
  const other = await startHost("TS-LEFT");
  await other.logOn({ name: "s.left", displayName: "Sal Left" });
  const page = await openAs("administrator");
  await orderLogoff(page, other.name);
  const lists = ["Sessions", "Associates", "Hosts", "Orders", "Trail", "Enrolment"];
  const go = async (list: string) => {
    await page.getByRole("navigation", { name: "Curfew" }).getByRole("link", { name: list }).click();
    await expect(page.getByRole("heading", { name: list, level: 1 })).toBeVisible();
  };
  const direct = new Map<string, Record<string, string>>();
  for (const list of lists) {
    await page.goto(`/${list.toLowerCase()}`);
    await expect(page.getByRole("heading", { name: list, level: 1 })).toBeVisible();
    direct.set(list, await stylesOf(page));
  }
  // By now every style sheet is loaded.
  await page.goto("/sessions");
  for (const [list, path] of [
    ["Associates", "/associates/"],
    ["Hosts", "/hosts/"],
    ["Orders", "/orders/"],
  ] as const) {
    await go(list);
    await page.locator(`main a[href^="${path}"]`).first().click();
    await page.waitForURL(new RegExp(`${path}\\d+`));
  }
  for (const list of [...lists, ...lists]) {
    await go(list);
    const [before, after] = [direct.get(list) ?? {}, await stylesOf(page)];
    const changed = Object.keys(before).filter((name) => name in after && after[name] !== before[name]);
    expect(changed.map((name) => `${list}: ${name}: ${before[name]} → ${after[name]}`)).toEqual([]);
  }
});

/** How each kind of element is drawn, whatever it says. */
function stylesOf(page: Page): Promise<Record<string, string>> {
  return page.locator(".main").evaluate((main) => {
    const styles: Record<string, string> = {};
    const marks = ["class", "data-s", "data-state", "aria-current", "aria-selected", "aria-disabled"];
    const nameOf = (element: Element): string => {
      const own = [element.localName, ...marks.map((mark) => element.getAttribute(mark) ?? "")].join(".");
      return element.parentElement && element !== main ? `${nameOf(element.parentElement)} ${own}` : own;
    };
    for (const element of main.querySelectorAll("*")) {
      const { display, position, padding, font, color, border, gap, whiteSpace, boxShadow } =
        getComputedStyle(element);
      const name = nameOf(element);
      styles[name] ??= [display, position, padding, font, color, border, gap, whiteSpace, boxShadow].join(
        " | ",
      );
    }
    return styles;
  });
}
