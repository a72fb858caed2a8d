import type { Database } from "./database";

/** Counts one attempt in the key's present window and answers how many that makes. Atomic, whoever else counts. */
export async function takeAttempt(db: Database, key: string, now: Date, windowMs: number): Promise<number> {
  const { rows } = await db.pool.query<{ attempts: number }>(
    `INSERT INTO throttle (key, "window", attempts) VALUES ($1, $2, 1)
     ON CONFLICT (key, "window") DO UPDATE SET attempts = throttle.attempts + 1 RETURNING attempts`,
    [key, windowOf(now, windowMs)],
  );
  return rows[0]?.attempts ?? 1;
}

/** Gives an attempt back that turned out to be none. */
export async function returnAttempt(db: Database, key: string, now: Date, windowMs: number): Promise<void> {
  await db.pool.query(`UPDATE throttle SET attempts = attempts - 1 WHERE key = $1 AND "window" = $2`, [
    key,
    windowOf(now, windowMs),
  ]);
}

function windowOf(now: Date, windowMs: number): Date {
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}
