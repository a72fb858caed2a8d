import { type Figure, spread } from "./figure";
import { withProduct, withSimulatedHost } from "./hosts";
import { measureLateness } from "./live-changes";

const PORT = 3234;
const SAMPLES = 100;

/** From a change on a host until an open page shows it. */
export async function run(): Promise<Figure[]> {
  return withProduct(PORT, ({ product, page }) =>
    withSimulatedHost(product, async (host, machine) => {
      await host.logOn();
      await page.goto(`${product.webUrl}/sessions?q=host:${host.name}`);
      await page.getByRole("row").filter({ hasText: host.name }).getByText("Active").waitFor();
      const { lateMs, astray } = await measureLateness(page, machine, SAMPLES);
      return [
        spread("change on a host → on an open page (aim p95 ≤ 1 s)", lateMs),
        { what: "states shown that were over already (aim 0)", says: String(astray), values: { n: astray } },
      ];
    }),
  );
}
