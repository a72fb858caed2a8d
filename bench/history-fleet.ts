import { setTimeout } from "node:timers/promises";
import type { Database } from "@/lib/storage/database";
import { sumUpLogDays } from "@/lib/storage/log-days";

export const HOSTS = 200;
export const PEOPLE = 2_000;
export const DAYS = 365;
/** One a week. */
export const BOOTS_OF_A_HOST = Math.ceil(DAYS / 7) + 1;
/** A session of a person leaves so many records: its own, its locks and reconnects, and the noise around it. */
export const EVENTS_PER_SESSION = 12;
export const FIRST_DAY = "2025-11-15T00:00:00Z";
export const SESSIONS_OF_THE_YEAR = Math.ceil(10_000_000 / EVENTS_PER_SESSION) + 1;

/** The day of the year on which a session begins. */
export function dayOfSession(n: number): number {
  return Math.floor((Math.floor((n * Math.floor((DAYS * 5) / 7)) / SESSIONS_OF_THE_YEAR) * 7) / 5);
}

/** Hosts, people with their accounts, and a boot a week. */
export async function seedFleet(db: Database): Promise<void> {
  await db.pool.query(
    `INSERT INTO host (name, platform, "group", created_at)
     SELECT (CASE WHEN n % 4 = 0 THEN 'TS-' ELSE 'WS-' END) || lpad(n::text, 4, '0'), 'windows',
       (ARRAY['Office', 'Nordics', 'Lab'])[1 + n % 3], $2 FROM generate_series(1, $1::int) n`,
    [HOSTS, FIRST_DAY],
  );
  await db.pool.query(
    `INSERT INTO associate (name, full_name, "group", created_at)
     SELECT 'p.' || n, 'Person Number' || n, (ARRAY['Helpdesk', 'Nordics', 'Second line'])[1 + n % 3], $2
     FROM generate_series(1, $1::int) n`,
    [PEOPLE, FIRST_DAY],
  );
  await db.pool.query(
    `INSERT INTO account (key, domain, name, associate_id, created_at)
     SELECT 'S-1-5-21-1-2-3-' || n, 'CORP', 'p.' || n, n, $2 FROM generate_series(1, $1::int) n`,
    [PEOPLE, FIRST_DAY],
  );
  // In this order, because sessions name their boot by its place in it.
  await db.pool.query(
    `INSERT INTO boot (host_id, key, started_at)
     SELECT h, 'boot-' || w, $2::timestamptz + w * interval '7 days' + (h % 60) * interval '1 minute'
     FROM generate_series(1, $1::int) h, generate_series(0, $3::int - 1) w ORDER BY h, w`,
    [HOSTS, FIRST_DAY, BOOTS_OF_A_HOST],
  );
}

/** As the gateway does in the background; answers how long it took. */
export async function settle(db: Database): Promise<number> {
  const startedAt = performance.now();
  // The product's own gateway sums up too, and only one of the two at a time.
  for (;;) {
    const { rows } = await db.pool.query<{ left: boolean }>(
      "SELECT EXISTS (SELECT FROM log_day_due) AS left",
    );
    if (rows[0]?.left === false) break;
    if ((await sumUpLogDays(db, 2_000)) === 0) await setTimeout(200);
  }
  const took = performance.now() - startedAt;
  await db.pool.query("VACUUM (ANALYZE) session");
  await db.pool.query("ANALYZE");
  return took;
}
