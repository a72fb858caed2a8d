import type { Database, Tx } from "./database";

const ATTEMPTS = 4;
const DEADLOCK = /40P01|40001|P2034|deadlock detected|could not serialize/i;

/** A transaction that lost a deadlock is run again from the start: PostgreSQL chose a victim, nobody did wrong. */
export async function withRetry<T>(
  db: Database,
  run: (tx: Tx) => Promise<T>,
  timeoutMs = 30_000,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.prisma.$transaction(run, { timeout: timeoutMs });
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
    }
  }
}

export function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return DEADLOCK.test(code) || DEADLOCK.test(error.message);
}
