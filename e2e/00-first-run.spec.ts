import { expect, test } from "./fixtures/test";

const PASSWORD = "correct horse battery";

/** Runs first, by its name: while nobody is an administrator. */
test("the one-time link makes the administrator, who then signs out and in", async ({ page, product }) => {
  expect(product.setUpUrl).not.toBeNull();
  await page.goto("/set-up?token=not-the-token");
  await expect(page.getByRole("textbox", { name: "Sign-in name" })).toHaveCount(0);

  await page.goto(product.setUpUrl ?? "");
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("n.root");
  await page.getByRole("textbox", { name: "Shown as" }).fill("Nora Root");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByText(/12 characters/).first()).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.waitForURL(/\/set-up\/next/);

  const spent = await page.request.get(product.setUpUrl ?? "");
  expect(spent.status()).toBe(404);

  await page.goto("/sessions");
  await expect(page.getByRole("heading", { name: "Sessions", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: /Nora Root|n\.root/ }).click();
  await page
    .getByRole("menuitem", { name: "Sign out" })
    .or(page.getByRole("button", { name: "Sign out" }))
    .click();
  await page.waitForURL(/\/sign-in/);

  await page.goto("/trail");
  await page.waitForURL(/\/sign-in\?next=/);
  await page.getByRole("textbox", { name: "Name" }).fill("n.root");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText(/do not go together/).first()).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/trail/);
  await expect(page.getByText("operator.sign_in_refused").first()).toBeVisible();
});
