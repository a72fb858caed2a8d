import "server-only";
import type { Database } from "@/lib/storage/database";

export const ATTEMPTS = 10;
export const WINDOW_MS = 15 * 60_000;

export type ThrottleAnswer =
  | { readonly kind: "go" }
  /** `isFirst`: the attempt that met the limit, which is worth telling; the thousands after it are not. */
  | { readonly kind: "wait"; readonly until: Date; readonly isFirst: boolean };

/** Counts an attempt against a key in one statement: however many come at once, exactly the limit gets through. */
export async function countAttempt(db: Database, key: string, now: Date): Promise<ThrottleAnswer> {
  const window = windowOf(now);
  const rows = await db.prisma.$queryRaw<{ attempts: number }[]>`
    INSERT INTO throttle (key, "window", attempts) VALUES (${key}, ${window}, 1)
    ON CONFLICT (key, "window") DO UPDATE SET attempts = throttle.attempts + 1
    RETURNING attempts`;
  const attempts = rows[0]?.attempts ?? Number.POSITIVE_INFINITY;
  if (attempts <= ATTEMPTS) return { kind: "go" };
  return { kind: "wait", until: new Date(window.getTime() + WINDOW_MS), isFirst: attempts === ATTEMPTS + 1 };
}

/** A right password is no attempt: an office behind one address signs in every morning. Old windows go with it. */
export async function forgiveAttempt(db: Database, keys: readonly string[], now: Date): Promise<void> {
  const window = windowOf(now);
  await db.prisma.throttle.updateMany({
    where: { key: { in: [...keys] }, window, attempts: { gt: 0 } },
    data: { attempts: { decrement: 1 } },
  });
  await db.prisma.throttle.deleteMany({ where: { window: { lt: window } } });
}

function windowOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS);
}
