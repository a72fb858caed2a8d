import type pg from "pg";
import type { Database } from "./database";
import { isDeadlock } from "./with-retry";

const ATTEMPTS = 4;

/** A connection inside a transaction, for COPY and hand-written SQL. */
export type BulkClient = pg.ClientBase;

/** A transaction on a connection of its own, for what Prisma has no words for: COPY, and statements over many rows. */
export async function inBulkTransaction<T>(
  db: Database,
  run: (client: BulkClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await db.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await run(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch((lost: Error) => {
        broken = lost;
      });
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
    } finally {
      client.release(broken);
    }
  }
}
