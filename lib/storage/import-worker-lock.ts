import type { Database } from "./database";

const WORKER_LOCK = 7_226_012;

/** Imports are read and written by one process at a time, whichever it is; null while that is another one. */
export async function withImportWorkerLock<T>(
  db: Database,
  work: () => Promise<T>,
): Promise<{ value: T } | null> {
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [
      WORKER_LOCK,
    ]);
    if (!rows[0]?.held) return null;
    try {
      return { value: await work() };
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [WORKER_LOCK]).catch(() => {});
    }
  } finally {
    client.release();
  }
}
