import type { Page } from "@playwright/test";
import type { Database } from "@/lib/storage/database";
import { aimedSpread } from "./aim";
import type { Figure } from "./figure";
import { frameCosts } from "./frame-costs";
import type { Product } from "./hosts";

/** Of one person in thirty days, each of seven pieces. */
const SESSIONS = 2_900;
const PIECES = SESSIONS * 7;
const FRAMES = 120;

/** A history of more than 20,000 segments: drawn, panned by hand, and panned where nearly all of it is in sight. */
export async function measureTimeline(page: Page, product: Product, db: Database): Promise<Figure[]> {
  const associateId = await fillHistory(db);
  const figures: Figure[] = [];
  for (const view of ["days", "hosts"]) {
    await page.goto(`${product.webUrl}/associates/${associateId}?view=${view}`);
    const canvas = page.locator(".tl-canvas");
    await page.locator(".tl-seg").first().waitFor({ state: "attached" });
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error("nothing is drawn");
    const [x, y] = [box.x + box.width / 2, Math.min(700, box.y + box.height / 2)];
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -30);
    await page.keyboard.up("Control");
    await page.getByRole("button", { name: "Show the whole width" }).waitFor();
    await page.mouse.down();
    const pan = async (frames: number) => {
      for (let frame = 0; frame < frames; frame++) {
        await page.mouse.move(x + 40 * Math.sin(frame / 6), y);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      }
    };
    await pan(20);
    const costs = await frameCosts(page, () => pan(FRAMES));
    await page.mouse.up();
    figures.push(
      aimedSpread({
        what: `${PIECES.toLocaleString("en-GB")} segments, by ${view === "days" ? "day" : "host"}: panned by a hand, a frame`,
        samples: costs,
        aim: 20,
        of: "p95",
        more: "processor time",
      }),
    );
  }
  return figures;
}

async function fillHistory(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ id: number }>(
    "SELECT a.id FROM associate a JOIN account c ON c.associate_id = a.id ORDER BY a.id LIMIT 1",
  );
  const associateId = rows[0]?.id ?? 0;
  await db.pool.query(
    `INSERT INTO boot (host_id, key, started_at)
     SELECT id, 'bench', now() - interval '60 days' FROM host ORDER BY id LIMIT 20`,
  );
  await db.pool.query(
    `INSERT INTO session (host_id, boot_id, logon_id, account_id, associate_id, logon_type, started_at, start_record, end_kind,
       end_at, end_not_before, end_not_after, end_confidence, end_because, end_records, segments)
     SELECT b.host_id, b.id, '0x' || to_hex(n + 4096), c.id, c.associate_id, 2, s.at, n, 'logged_off', s.at + interval '13 minutes',
       s.at + interval '13 minutes', s.at + interval '13 minutes', 'exact', '4647: the user logged off', '[]',
       (SELECT jsonb_agg(jsonb_build_object('kind', (ARRAY['locked', 'idle', 'disconnected'])[i], 'from', ms, 'until', ms + 120000))
        FROM generate_series(1, 3) i, LATERAL (SELECT floor(date_part('epoch', s.at) * 1000) + i * 180000 AS ms) t)
     FROM generate_series(0, $1::int - 1) n,
       LATERAL (SELECT date_trunc('minute', now()) - (n + 2) * interval '14 minutes' AS at) s,
       LATERAL (SELECT id, associate_id FROM account WHERE associate_id = $2::int LIMIT 1) c,
       LATERAL (SELECT id, host_id FROM boot WHERE key = 'bench' ORDER BY id OFFSET n % 20 LIMIT 1) b`,
    [SESSIONS, associateId],
  );
  await db.pool.query("ANALYZE session");
  return associateId;
}
