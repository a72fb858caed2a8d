/** @typedef {import("@playwright/test").Page} Page */

const SLOW = { timeout: 120_000 };

/** Each leads to a screen that is worth a picture. Hosts and people are named: the fleet grows from a seed. */
export const SCENES = [
  ["sessions", openSession],
  ["log-off", fillLogOff],
  ["order", sendAndProve],
  ["associate", openAssociate],
  ["host", openHost],
  ["hosts", (page) => open(page, "/hosts", page.getByRole("table").first())],
  ["history", (page) => open(page, "/history?q=host:TS-05", page.getByText("cover all of this time"))],
  ["reports", (page) => open(page, "/reports?days=30", page.getByRole("heading", { name: "Day by day" }))],
  ["policy", simulatePolicy],
  ["import", previewImport],
  ["fleet", openFleet],
  ["install", (page) => open(page, "/enrolment/install", page.getByRole("heading", { name: "Linux" }))],
  ["alerts", makeChannel],
  ["trail", (page) => open(page, "/trail", page.getByRole("table").first())],
  [
    "settings",
    (page) => open(page, "/settings/orders", page.getByRole("heading", { name: "Saved messages" })),
  ],
];

export async function setUp(page, setUpUrl) {
  await page.goto(setUpUrl);
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("a.lund");
  await page.getByRole("textbox", { name: "Shown as" }).fill("Astrid Lund");
  await page.getByLabel("Password").fill("a long sentence works");
}

export async function finishSetUp(page) {
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.waitForURL(/\/set-up\/next/);
}

async function open(page, address, sign) {
  await page.goto(address);
  await sign.waitFor();
}

async function openSession(page) {
  await page.goto("/sessions");
  await page.locator("tbody tr").filter({ hasText: "Locked" }).first().click();
  await page.locator(".drawer-foot").waitFor();
}

async function fillLogOff(page) {
  await page.goto("/sessions?q=host:TS-02");
  await page.getByRole("checkbox", { name: /^Select all/ }).check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Log off [1-9]\d* session/ }).waitFor();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Firmware of the terminal servers");
  await dialog.getByRole("textbox", { name: "Ticket" }).fill("CHG-7802");
}

async function sendAndProve(page) {
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Log off \d+ session/ })
    .click();
  await page.waitForURL(/\/orders\/\d+/);
  await page
    .getByRole("region", { name: "Time to proof" })
    .getByText(/^settled/)
    .waitFor(SLOW);
}

async function openAssociate(page) {
  await page.goto("/associates?q=m.okafor");
  await page.locator('main a[href^="/associates/"]').first().click();
  await page.waitForURL(/\/associates\/\d+/);
  await page.locator("canvas").first().waitFor();
}

async function openHost(page) {
  await page.goto("/hosts?q=TS-05");
  await page.locator('main a[href^="/hosts/"]').first().click();
  await page.waitForURL(/\/hosts\/\d+/);
  await page.locator("canvas").first().waitFor();
}

async function openFleet(page) {
  await open(page, "/enrolment", page.getByRole("table", { name: "Agents" }));
  await page.getByRole("heading", { name: "Tokens" }).evaluate((heading) => heading.scrollIntoView());
}

async function simulatePolicy(page) {
  await page.goto("/policies");
  await page.getByRole("button", { name: "New policy…" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New policy" });
  await dialog.getByRole("button", { name: "Unused" }).click();
  await dialog.getByRole("spinbutton", { name: "Unused for" }).fill("8");
  await dialog.getByRole("textbox", { name: "On the hosts", exact: true }).fill("TS-*");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Forgotten desks");
  await dialog.getByRole("button", { name: "Make the policy" }).click();
  await page.waitForURL(/\/policies\/\d+$/);
  await page.getByRole("button", { name: "Simulate the last 7 days" }).click();
  await page.getByText(/^Would have ended [\d,]+ session/).waitFor(SLOW);
}

async function previewImport(page, { logs }) {
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await chooser).setFiles(logs);
  await page.waitForURL(/\/imports\/\d+$/, SLOW);
  await page.getByRole("table", { name: "Paired sessions" }).waitFor(SLOW);
  await page.getByRole("button", { name: /^Import [\d,]+ events?/ }).waitFor(SLOW);
}

async function makeChannel(page) {
  await page.goto("/alerts");
  await page.getByRole("button", { name: "New channel…" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New channel" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Operations room");
  await dialog.getByRole("textbox", { name: "URL" }).fill("https://chat.example/hooks/curfew");
  await dialog.getByRole("button", { name: "Make the channel" }).click();
  await page.getByRole("table", { name: "Channels" }).waitFor();
}
