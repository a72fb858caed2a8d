import { createHash, randomBytes } from "node:crypto";
import { chromium } from "@playwright/test";
import pg from "pg";
import { CHROMIUM_ARGS, findChromium } from "../find-chromium.mjs";

/** A real Chromium in which an operator is signed in; `close` ends it. */
export async function openOperatorPage({ webUrl, databaseUrl }) {
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: CHROMIUM_ARGS,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const context = await browser.newContext({ locale: "en-GB" });
  const value = await signIn(databaseUrl);
  await context.addCookies([{ name: "curfew", value, url: webUrl, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  return { page, close: () => browser.close() };
}

/** The row that the sign-in page leaves; that page has a test of its own. */
async function signIn(databaseUrl) {
  const token = randomBytes(32).toString("base64url");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `INSERT INTO operator (name, display_name, role, password_hash, created_at)
       VALUES ('hosts.operator', 'Hosts operator', 'operator', 'none', now())
       ON CONFLICT (name) DO UPDATE SET role = excluded.role RETURNING id`,
    );
    await client.query(
      `INSERT INTO sign_in (token_hash, operator_id, created_at, seen_at, expires_at)
       VALUES ($1, $2, now(), now(), now() + interval '1 hour')`,
      [createHash("sha256").update(token).digest("hex"), rows[0].id],
    );
  } finally {
    await client.end();
  }
  return token;
}

/** Fills the dialog for the one session of a host, up to the button that orders its logoff. */
export async function fillLogoffDialog(page, webUrl, hostName, reason = "the session hangs") {
  await page.goto(`${webUrl}/sessions?q=host:${hostName}`);
  const row = page.getByRole("row").filter({ hasText: hostName });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Log off…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
  // Pressed before that, nothing is asked.
  await dialog.getByText(/this is how (it|they) stood/).waitFor();
  return dialog.getByRole("button", { name: /^Log off 1 session/ });
}

/** As a person does it: selects the session, says why, orders. Answers with the order's number. */
export async function orderLogoff(page, webUrl, hostName, reason) {
  const button = await fillLogoffDialog(page, webUrl, hostName, reason);
  await button.click();
  await page.waitForURL(/\/orders\/\d+$/);
  return Number(page.url().split("/").at(-1));
}
