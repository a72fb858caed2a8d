import { openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { firstLoadScript } from "../scripts/script-budget.mjs";
import { aimedValue } from "./aim";
import type { Figure } from "./figure";
import { withProduct } from "./hosts";
import { measureSessions } from "./ui-sessions";
import { measureTimeline } from "./ui-timeline";

const PORT = 3372;
const SESSIONS = 50_000;

/** What the pages promise, in a real Chromium: Sessions over 50,000 live sessions, and a history of 20,000 segments. */
export async function* run(): AsyncGenerator<Figure> {
  const bytes = firstLoadScript("(console)/sessions/page");
  yield aimedValue(
    "Sessions, script on first load, gzipped",
    bytes,
    240 * 1024,
    (n) => `${Math.round(n / 1024)} KB`,
  );
  yield* await withProduct(PORT, async ({ product, page }) => {
    const db = openDatabase(product.databaseUrl, 2);
    try {
      await seedLiveSessions(db, SESSIONS, new Date());
      await page.setViewportSize({ width: 1280, height: 720 });
      return [
        ...(await measureSessions(page, product, SESSIONS)),
        ...(await measureTimeline(page, product, db)),
      ];
    } finally {
      await db.close();
    }
  });
}
