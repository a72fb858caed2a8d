import { expect, test } from "./fixtures/test";

/** Without any hue, on a grey print or to an eye that sees none, states are told apart by their form. */

test("states are told apart by form: every glyph differs where there is no hue", async ({
  openAs,
  startHost,
}) => {
  const host = await startHost("TS-GREY");
  const ids = [];
  for (const name of ["g.active", "g.locked", "g.disconnected"]) {
    ids.push(await host.logOn({ name, displayName: name }));
  }
  await host.lock(ids[1] ?? "");
  await host.listed();
  const page = await openAs("auditor", "e2e.grey");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/sessions");
    const glyphs = page.locator(".counter .glyph");
    await expect(glyphs).toHaveCount(6);
    const pictures = new Set<string>();
    for (const glyph of await glyphs.all()) {
      // One ink for all: what is left is the form.
      await glyph.evaluate((element) => {
        element.style.color = "CanvasText";
        element.removeAttribute("data-s");
      });
      pictures.add((await glyph.screenshot()).toString("base64"));
    }
    expect(pictures.size).toBe(6);
  }
});
